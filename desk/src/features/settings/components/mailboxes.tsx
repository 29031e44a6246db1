// The shops' mailboxes: how each stands, in words, and a check that says which step fails.
import { Button } from "@mantine/core";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { checkMailbox, mailboxesQuery, type Mailbox, type MailboxStep } from "@/shared/api/letters";
import { useCan } from "@/shared/lib/session";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { tellCode } from "@/shared/words/problems";

import { MailboxDkim } from "./mailbox-dkim";
import { MailboxForm } from "./mailbox-form";
import { MailboxSignIn, SignedIn } from "./mailbox-sign-in";
import classes from "./settings.module.css";

const states: Record<Mailbox["state"], MessageDescriptor> = {
  off: msg`Switched off`,
  connecting: msg`Connecting`,
  working: msg`Receives letters`,
  failing: msg`Does not receive letters`,
};
const steps: Record<MailboxStep["step"], MessageDescriptor> = {
  receive: msg`Receiving (IMAP)`,
  folder: msg`Folder`,
  send: msg`Sending (SMTP)`,
};

export function Mailboxes() {
  const { t } = useLingui();
  const { data, error } = useQuery(mailboxesQuery);
  const may = useCan("settings.edit");
  const [open, setOpen] = useState<string>();
  return (
    <>
      <SignedIn />
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data?.items.map((box) => (open === box.id
        ? <MailboxForm key={box.id} box={box} onDone={() => setOpen(undefined)} />
        : <Card key={box.id} box={box} may={may} onEdit={() => setOpen(box.id)} />))}
      {data?.items.length === 0 && open === undefined && (
        <Empty icon="inbox" title={t`No mailbox yet`}><Trans>Add the shop's mailbox: letters then wait in the line like calls, and are answered here.</Trans></Empty>
      )}
      {may && open === undefined && <div><Button leftSection={<Icon name="plus" />} onClick={() => setOpen("new")}><Trans>Add a mailbox</Trans></Button></div>}
      {open === "new" && <MailboxForm onDone={() => setOpen(undefined)} />}
    </>
  );
}

function Card({ box, may, onEdit }: { box: Mailbox; may: boolean; onEdit: () => void }) {
  const { i18n } = useLingui();
  const check = useMutation({ mutationFn: () => checkMailbox(box.id) });
  const [signing, setSigning] = useState(false);
  const [dkim, setDkim] = useState(false);
  if (dkim) return <MailboxDkim box={box} onDone={() => setDkim(false)} />;
  if (signing) return <MailboxSignIn box={box} onDone={() => setSigning(false)} />;
  return (
    <section className={classes.form} aria-label={box.address}>
      <div className={classes.buttons}>
        <strong>{box.address}</strong>
        <Tag tone={box.state === "failing" ? "danger" : box.state === "working" ? "talking" : "plain"}>{i18n._(states[box.state])}</Tag>
      </div>
      {box.state === "failing" && box.trouble && <div role="status">{tellCode(i18n, box.trouble)}</div>}
      {check.data && (
        <ul>{check.data.steps.map((one) => <li key={one.step}>{i18n._(steps[one.step])}: {one.ok ? <Trans>in order</Trans> : tellCode(i18n, one.code)}</li>)}</ul>
      )}
      <ProblemText error={check.error} />
      {may && (
        <div className={classes.buttons}>
          <Button size="xs" variant="default" loading={check.isPending} onClick={() => check.mutate()}><Trans>Check now</Trans></Button>
          <Button size="xs" variant="default" onClick={onEdit}><Trans>Change</Trans></Button>
          <Button size="xs" variant="default" onClick={() => setSigning(true)}><Trans>Sign in at the provider</Trans></Button>
          <Button size="xs" variant="default" onClick={() => setDkim(true)}><Trans>Signature (DKIM)</Trans></Button>
        </div>
      )}
    </section>
  );
}
