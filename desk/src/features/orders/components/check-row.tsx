// One fact: its mark, name, value, and who settled it when. The row itself takes the keys.
import { Tooltip } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import type { KeyboardEvent } from "react";

import type { CheckField, Order } from "@/shared/api/types";
import { fullTime } from "@/shared/lib/time-words";
import { Icon } from "@/shared/ui/icon";
import { Key } from "@/shared/ui/kbd";
import { useNow } from "@/shared/ui/ticking";
import { checkFields } from "@/shared/words/orders";

import classes from "./confirm-card.module.css";
import { checkOf, fact } from "./facts";

interface Props {
  order: Order;
  field: CheckField;
  zone?: string;
  may: boolean;
  saving: boolean;
  onConfirm: () => void;
  onEdit: () => void;
  /** Of the address: opens the delivery chooser. */
  onWays?: () => void;
}

export function CheckRow({ order, field, zone, may, saving, onConfirm, onEdit, onWays }: Props) {
  const { t, i18n } = useLingui();
  const now = useNow();
  const check = checkOf(order, field);
  const state = check?.state ?? "open";
  const value = fact(i18n, order, field, now, zone);
  const keys = (event: KeyboardEvent) => {
    if (!may || event.target !== event.currentTarget || event.ctrlKey || event.metaKey) return;
    if (event.code === "Enter" && value !== "") onConfirm();
    else if (event.code === "KeyE" || event.code === "Enter") onEdit();
    else if (event.code === "KeyW" && onWays) onWays();
    else if (event.code === "ArrowDown" || event.code === "ArrowUp") step(event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const stateWord = saving ? t`saving` : state === "open" ? t`open` : state === "changed" ? t`changed` : t`confirmed`;
  return (
    <div className={classes.row} data-field={field} data-state={state} tabIndex={0} onKeyDown={keys} role="group"
      aria-label={`${i18n._(checkFields[field])}: ${value || t`missing`}, ${stateWord}`}>
      <span className={classes.mark}>
        <Icon name={saving ? "clock" : state === "open" ? "dot" : state === "changed" ? "edit" : "check"} />
      </span>
      <span className={classes.name}>{i18n._(checkFields[field])}</span>
      <span className={classes.value}>
        {check?.before && state === "changed" && check.before !== value && <del className={classes.before}>{check.before}</del>}
        {value || <span className={classes.missing}><Trans>not given yet</Trans></span>}
      </span>
      <span className={classes.by}>{check?.at && <Settled by={check.by_name ?? ""} at={fullTime(i18n.locale, check.at)} />}</span>
      {may && (
        <span className={classes.keys}>
          {state === "open" && value !== "" && (
            <button type="button" tabIndex={-1} onClick={onConfirm}><Trans>confirm</Trans><Key name="↵" /></button>
          )}
          {onWays && <button type="button" tabIndex={-1} onClick={onWays}><Trans>ways</Trans><Key name="W" /></button>}
          <button type="button" tabIndex={-1} onClick={onEdit}><Trans>change</Trans><Key name="E" /></button>
        </span>
      )}
    </div>
  );
}

function Settled({ by, at }: { by: string; at: string }) {
  return (
    <Tooltip label={at}>
      <span>{by}</span>
    </Tooltip>
  );
}

function step(event: KeyboardEvent): void {
  const next = event.code === "ArrowDown" ? "nextElementSibling" : "previousElementSibling";
  const row = event.currentTarget[next];
  if (row instanceof HTMLElement && row.dataset.field) row.focus();
}
