// A buyer asks what is kept about him: everything, as a page to read and as JSON for a program.
import { Button, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import type { Id } from "@/shared/api/types";
import { saveFile } from "@/shared/lib/save-file";
import { fullTime } from "@/shared/lib/time-words";
import { Dialog } from "@/shared/ui/dialog";
import { ProblemText } from "@/shared/ui/problem-text";
import { fileParts } from "@/shared/words/buyer-parts";
import { tell } from "@/shared/words/tell";

import { takeWhole, type WholeBuyer } from "../api/whole";
import classes from "./erase-dialog.module.css";
import { wholePage } from "../lib/whole-page";

export function FileDialog({ id, name, onClose }: { id: Id; name: string; onClose: () => void }) {
  const { t } = useLingui();
  const [reason, setReason] = useState("");
  const take = useMutation({ mutationFn: () => takeWhole(id, reason.trim()) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    take.mutate();
  };
  return (
    <Dialog title={t`Everything that is kept about ${name}`} onClose={onClose}>
      <form className={classes.form} onSubmit={submit}>
        <p><Trans>Card, orders, promises, conversations with their texts, calls and the list of recordings, wishes, and who saw the data. That it was made stands in the audit.</Trans></p>
        {take.data ? (
          <Made file={take.data} name={name} onClose={onClose} />
        ) : (
          <>
            <TextInput label={t`On whose request`} value={reason} maxLength={300} required data-autofocus placeholder={t`a letter of the buyer`} onChange={(event) => setReason(event.currentTarget.value)} />
            <ProblemText error={take.error} />
            <div className={classes.buttons}>
              <Button variant="default" onClick={onClose}><Trans>Cancel</Trans></Button>
              <Button type="submit" loading={take.isPending} disabled={reason.trim() === ""}><Trans>Gather it</Trans></Button>
            </div>
          </>
        )}
      </form>
    </Dialog>
  );
}

function Made({ file, name, onClose }: { file: WholeBuyer; name: string; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const rows = file.sections.reduce((sum, section) => sum + section.rows.length, 0);
  const page = () => {
    const made = fullTime(i18n.locale, file.made_at);
    return wholePage(file, i18n.locale, {
      title: t`Everything that is kept about ${name}`, made, yes: t`yes`, no: t`no`,
      part: (what) => tell(i18n, fileParts, what), time: (at) => fullTime(i18n.locale, at),
    });
  };
  return (
    <>
      <p role="status"><Trans>Gathered: {rows} rows.</Trans></p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => saveFile(`buyer-${file.customer_id}.json`, "application/json", JSON.stringify(file))}><Trans>Save as JSON</Trans></Button>
        <Button data-autofocus onClick={() => saveFile(`buyer-${file.customer_id}.html`, "text/html", page())}><Trans>Save as a page to read</Trans></Button>
        <Button variant="subtle" onClick={onClose}><Trans>Close</Trans></Button>
      </div>
    </>
  );
}
