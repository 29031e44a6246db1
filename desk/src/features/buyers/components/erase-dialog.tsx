// A buyer asks to be forgotten: first what goes, what stays and what stands against it; then, asked again, the end for good.
import { Button, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import type { Id } from "@/shared/api/types";
import { Dialog } from "@/shared/ui/dialog";
import { Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { fileParts, heldBack } from "@/shared/words/buyer-parts";
import { tell } from "@/shared/words/tell";

import { erasureQuery, useErase, type ErasurePlan, type HeldBack } from "../api/whole";
import classes from "./erase-dialog.module.css";

export function EraseDialog({ id, name, onClose }: { id: Id; name: string; onClose: () => void }) {
  const { t } = useLingui();
  const plan = useQuery(erasureQuery(id));
  const [sure, setSure] = useState(false);
  return (
    <Dialog title={t`Erase what is known of ${name}`} onClose={onClose}>
      <ProblemText error={plan.error} />
      {plan.isPending && <Rows count={4} />}
      {plan.data && !sure && <Plan plan={plan.data} onClose={onClose} onSure={() => setSure(true)} />}
      {plan.data && sure && <Second id={id} name={name} plan={plan.data} onClose={onClose} />}
    </Dialog>
  );
}

function Plan({ plan, onClose, onSure }: { plan: ErasurePlan; onClose: () => void; onSure: () => void }) {
  const { i18n } = useLingui();
  const stopped = plan.stops.length > 0;
  const parts = [...new Set(plan.goes.map(({ what }) => what))].map((what) => tell(i18n, fileParts, what).toLocaleLowerCase(i18n.locale));
  const list = parts.join(", ");
  return (
    <div className={classes.form}>
      {stopped && (
        <div className={classes.stops} role="alert">
          <p><Icon name="ban" size={14} /> <strong><Trans>Not yet: this is still open, and needs to know who the buyer is.</Trans></strong></p>
          <ul>{plan.stops.map((one) => <Reason key={one.code} one={one} />)}</ul>
        </div>
      )}
      <p><Trans>Name, numbers, addresses, notes, texts and recordings go for good, in every room of the centre:</Trans> {list}.</p>
      <p><Trans>Orders stay without a name, and so do sums, figures and the audit.</Trans></p>
      {plan.stays.length > 0 && <ul>{plan.stays.map((one) => <Reason key={one.code} one={one} />)}</ul>}
      <div className={classes.buttons}>
        <Button variant="default" data-autofocus onClick={onClose}><Trans>Keep</Trans></Button>
        {!stopped && <Button color="red" variant="light" onClick={onSure}><Trans>Go on</Trans></Button>}
      </div>
    </div>
  );
}

function Reason({ one }: { one: HeldBack }) {
  const { i18n } = useLingui();
  return <li>{tell(i18n, heldBack, one.code)}: <strong>{one.count}</strong>{one.numbers.length > 0 && ` (${one.numbers.join(", ")})`}</li>;
}

/** Asked again, with the name written out: nobody erases by two clicks in a row. */
function Second({ id, name, plan, onClose }: { id: Id; name: string; plan: ErasurePlan; onClose: () => void }) {
  const { t } = useLingui();
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const erase = useErase(id);
  const ready = reason.trim() !== "" && typed.trim() === name.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) erase.mutate({ reason: reason.trim(), plan: plan.plan }, { onSuccess: onClose });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <p><Trans>There is no way back. Write the buyer's name to go on:</Trans> <strong>{name}</strong></p>
      <TextInput label={t`The buyer's name`} value={typed} data-autofocus autoComplete="off" onChange={(event) => setTyped(event.currentTarget.value)} />
      <TextInput label={t`Why: it stands in the audit`} value={reason} maxLength={300} required placeholder={t`the buyer asked for it`} onChange={(event) => setReason(event.currentTarget.value)} />
      <ProblemText error={erase.error} />
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}><Trans>Keep</Trans></Button>
        <Button type="submit" color="red" loading={erase.isPending} disabled={!ready}><Trans>Erase for good</Trans></Button>
      </div>
    </form>
  );
}
