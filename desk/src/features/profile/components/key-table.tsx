// Every key can be moved: click, press the new one. Ending a call stays a chord or a function key.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState, type KeyboardEvent } from "react";

import { useActions } from "@/shared/lib/actions";
import { mayRemap, strokeName, type ActionId } from "@/shared/lib/keymap";
import { actionGroups, actionWords } from "@/shared/words/actions";

import classes from "./profile.module.css";

export function KeyTable() {
  const { t, i18n } = useLingui();
  const { keys, setKey, resetKeys } = useActions();
  const [waiting, setWaiting] = useState<ActionId>();
  const [warning, setWarning] = useState("");
  const capture = (action: ActionId) => (event: KeyboardEvent) => {
    if (waiting !== action) return;
    event.preventDefault();
    event.stopPropagation();
    const name = strokeName({ ...pick(event), inField: false });
    if (!name) return;
    if (name === "Escape") return setWaiting(undefined);
    const may = mayRemap(keys, action, name);
    setWarning(may === "taken" ? t`${name} is taken.` : may === "unsafe" ? t`This action needs a chord or a function key, so that typing never triggers it.` : "");
    if (may !== "ok") return;
    setKey(action, name);
    setWaiting(undefined);
  };
  return (
    <>
      <div className={classes.keys}>
        {actionGroups.flatMap((group) => group.actions).map((action) => (
          <div key={action} className={classes.key}>
            <span>{i18n._(actionWords[action])}</span>
            <button type="button" className={classes.capture} data-waiting={waiting === action || undefined}
              onClick={() => { setWaiting(action); setWarning(""); }} onBlur={() => setWaiting(undefined)} onKeyDown={capture(action)}>
              {waiting === action ? t`press a key` : keys[action]}
            </button>
          </div>
        ))}
      </div>
      <p className={classes.warn} role="alert">{warning}</p>
      <Button size="xs" variant="default" onClick={resetKeys}><Trans>Keys as delivered</Trans></Button>
    </>
  );
}

function pick({ code, key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent) {
  return { code, key, ctrlKey, metaKey, altKey, shiftKey };
}
