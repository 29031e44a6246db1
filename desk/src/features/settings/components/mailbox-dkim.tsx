// Signing a mailbox's letters (DKIM): a key is made here, its record goes into the domain's DNS, is looked up, and then it signs.
import { Button, Switch } from "@mantine/core";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { checkDkim, dkimQuery, makeDkim, removeDkim, turnDkim, type Dkim, type DkimKind, type DkimLine, type DkimStanding } from "@/shared/api/dkim";
import type { Mailbox } from "@/shared/api/letters";
import { CopyButton } from "@/shared/ui/copy-button";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";

import classes from "./settings.module.css";

const standings: Record<DkimStanding, MessageDescriptor> = {
  unknown: msg`Not checked yet`,
  found: msg`The record is in place`,
  missing: msg`No record there yet; a new one may take some hours`,
  different: msg`Another record stands there`,
  unreachable: msg`The name server does not answer; try again`,
};
const kinds: Record<DkimKind, MessageDescriptor> = { rsa: msg`RSA 2048: understood everywhere`, ed25519: msg`Ed25519: beside it, for who knows it` };

export function MailboxDkim({ box, onDone }: { box: Mailbox; onDone: () => void }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const { data, error } = useQuery(dkimQuery(box.id));
  const act = useMutation({
    mutationFn: (what: () => Promise<Dkim>) => what(),
    onSuccess: (now) => cache.setQueryData(dkimQuery(box.id).queryKey, now),
  });
  const missing = (["rsa", "ed25519"] as DkimKind[]).filter((kind) => data && !data.items.some((line) => line.kind === kind));
  return (
    <section className={classes.form} aria-label={t`Signature of letters (DKIM)`}>
      <strong>{box.address}</strong>
      <p><Trans>Signed letters are taken for spam less often. Not needed when your mail provider signs them already. Make a key, put its record into the DNS of your domain, check it, then switch it on.</Trans></p>
      {data?.items.map((line) => <Line key={line.kind} box={box} line={line} busy={act.isPending} act={act.mutate} />)}
      <ProblemText error={act.error ?? error} />
      <div className={classes.buttons}>
        {missing.map((kind) => <Make key={kind} kind={kind} busy={act.isPending} onMake={() => act.mutate(() => makeDkim(box.id, kind))} />)}
        <Button size="xs" variant="default" onClick={onDone}><Trans>Close</Trans></Button>
      </div>
    </section>
  );
}

function Make({ kind, busy, onMake }: { kind: DkimKind; busy: boolean; onMake: () => void }) {
  const { i18n } = useLingui();
  return <Button size="xs" variant="default" disabled={busy} onClick={onMake}><Trans>Make a key</Trans>: {i18n._(kinds[kind])}</Button>;
}

interface LineProps {
  box: Mailbox;
  line: DkimLine;
  busy: boolean;
  act: (what: () => Promise<Dkim>) => void;
}

function Line({ box, line, busy, act }: LineProps) {
  const { i18n, t } = useLingui();
  return (
    <div role="group" className={classes.close} aria-label={i18n._(kinds[line.kind])}>
      <div className={classes.buttons}>
        <strong>{i18n._(kinds[line.kind])}</strong>
        <Tag tone={line.standing === "found" ? "talking" : line.standing === "unknown" ? "plain" : "danger"}>{i18n._(standings[line.standing])}</Tag>
      </div>
      {line.other_domain && <div role="status"><Trans>This key was made for {line.domain}. The mailbox has another address now: make a new key.</Trans></div>}
      <Copied label={t`Name of the TXT record`} text={line.name} />
      <Copied label={t`Its text`} text={line.record} />
      <div className={classes.buttons}>
        <Button size="xs" variant="default" disabled={busy} onClick={() => act(() => checkDkim(box.id, line.kind))}><Trans>Check the record</Trans></Button>
        <Switch label={t`Sign letters`} checked={line.signs} disabled={busy || (!line.signs && line.standing !== "found")}
          onChange={(event) => { const on = event.currentTarget.checked; act(() => turnDkim(box.id, line.kind, on)); }} />
        <Button size="xs" variant="default" disabled={busy || line.signs} onClick={() => act(() => makeDkim(box.id, line.kind))}><Trans>Make a new key</Trans></Button>
        <Button size="xs" variant="default" disabled={busy || line.signs} onClick={() => act(() => removeDkim(box.id, line.kind))}><Trans>Take away</Trans></Button>
      </div>
    </div>
  );
}

function Copied({ label, text }: { label: string; text: string }) {
  return <div><small>{label}</small> <CopyButton value={text} /><br /><code style={{ overflowWrap: "anywhere" }}>{text}</code></div>;
}
