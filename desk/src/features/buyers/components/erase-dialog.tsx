// A buyer asks to be forgotten: what goes, what stays, and why it was asked, before it is done for good.
import { Button, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState, type FormEvent } from "react";

import type { Id } from "@/shared/api/types";
import { Dialog } from "@/shared/ui/dialog";
import { ProblemText } from "@/shared/ui/problem-text";

import { useErase } from "../api/contact-rules";
import classes from "./erase-dialog.module.css";

export function EraseDialog({ id, name, onClose }: { id: Id; name: string; onClose: () => void }) {
  const { t } = useLingui();
  const [reason, setReason] = useState("");
  const erase = useErase(id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    erase.mutate(reason.trim(), { onSuccess: onClose });
  };
  return (
    <Dialog title={t`Erase what is known of ${name}`} onClose={onClose}>
      <form className={classes.form} onSubmit={submit}>
        <p><Trans>Name, numbers, addresses, notes, recordings and the words of promises go for good, in every room of the centre. Orders stay without a name, and so do sums and figures. A recording that is held for a dispute stays until it is released.</Trans></p>
        <TextInput label={t`Why: it stands in the audit`} value={reason} maxLength={300} required data-autofocus placeholder={t`the buyer asked for it`} onChange={(event) => setReason(event.currentTarget.value)} />
        <ProblemText error={erase.error} />
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}><Trans>Keep</Trans></Button>
          <Button type="submit" color="red" loading={erase.isPending} disabled={reason.trim() === ""}><Trans>Erase for good</Trans></Button>
        </div>
      </form>
    </Dialog>
  );
}
