// A free number: typed or pressed; says where that is and what time it is there before it rings.
import { Button, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useState, type FormEvent } from "react";

import { useAction } from "@/shared/lib/actions";
import { countryName } from "@/shared/lib/country";
import { useCan } from "@/shared/lib/session";
import { useLive } from "@/shared/live/store";
import { Dialog } from "@/shared/ui/dialog";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";

import { checkQuery } from "../api/calling";
import classes from "./dial-pad.module.css";
import { useDial } from "./use-dial";

/** Stands in the frame of every screen: the key works wherever she is. A call that rings takes its place; the number is kept. */
export function DialByKey() {
  const { t } = useLingui();
  const may = useCan("calls.dial");
  const [open, setOpen] = useState(false);
  const [number, setNumber] = useState("");
  const rings = useLive((live) => live.contact?.state === "offered");
  useEffect(() => { if (rings) setOpen(false); }, [rings]);
  useAction("call.pad", () => setOpen(true), may && !rings);
  if (!open) return null;
  return (
    <Dialog onClose={() => setOpen(false)} title={t`Call a number`} size={360}>
      <DialForm number={number} setNumber={setNumber} onGone={() => { setOpen(false); setNumber(""); }} />
    </Dialog>
  );
}

const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "0", "⌫"];

function DialForm({ number, setNumber, onGone }: { number: string; setNumber: (number: string) => void; onGone: () => void }) {
  const { i18n, t } = useLingui();
  const dial = useDial(onGone);
  const settled = useDeferredValue(number.replace(/[^\d+]/g, ""));
  const long = settled.length >= 9;
  const { data: told } = useQuery({ ...checkQuery({ number: settled }), enabled: long });
  const change = (next: string) => {
    setNumber(next);
    dial.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (number.trim()) dial.start({ number: number.trim() });
  };
  const country = told?.country ? countryName(i18n.locale, told.country) : "";
  const time = told?.local_time;
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput label={t`Number`} type="tel" data-autofocus autoComplete="off" value={number} placeholder="+380 50 123 45 67"
        onChange={(event) => change(event.currentTarget.value)} />
      <div className={classes.keys}>
        {keys.map((key) => (
          <Button key={key} variant="default" tabIndex={-1} aria-label={key === "⌫" ? t`Delete the last digit` : key}
            onClick={() => change(key === "⌫" ? number.slice(0, -1) : number + key)}>{key}</Button>
        ))}
      </div>
      <p className={classes.told} role="status" data-quiet={told?.quiet || undefined}>
        {long && country && time && <Trans>{country}: it is {time} there.</Trans>} {told?.quiet && <Trans>That is outside calling hours.</Trans>}
      </p>
      <ProblemText error={dial.error} />
      <Button type="submit" fullWidth loading={dial.busy} disabled={!number.trim()} color={dial.asked ? "orange" : undefined} leftSection={<Icon name="phone" />}>
        {dial.asked ? <Trans>Call anyway</Trans> : <Trans context="button">Call</Trans>}
      </Button>
    </form>
  );
}
