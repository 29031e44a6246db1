// One mailbox: its address, both servers and the login.
import { Button, Checkbox, NumberInput, PasswordInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { addMailbox, changeMailbox, mailboxesQuery, type Mailbox, type MailboxIn, type Tls } from "@/shared/api/letters";
import { useMe } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";

import classes from "./settings.module.css";

const fresh = (shop: string): MailboxIn => ({
  shop_id: shop, address: "", name: "", imap_host: "", imap_port: 993, imap_tls: "tls", smtp_host: "", smtp_port: 465, smtp_tls: "tls",
  user: "", bearer: false, folder: "INBOX", signature: "", plus_addresses: false, answer_within_s: 14400, enabled: true,
});

/** What may be changed of it. */
const known = (b: Mailbox): MailboxIn => ({
  shop_id: b.shop_id, address: b.address, name: b.name, imap_host: b.imap_host, imap_port: b.imap_port, imap_tls: b.imap_tls, smtp_host: b.smtp_host,
  smtp_port: b.smtp_port, smtp_tls: b.smtp_tls, user: b.user, bearer: b.bearer, folder: b.folder, signature: b.signature,
  plus_addresses: b.plus_addresses, queue_id: b.queue_id, answer_within_s: b.answer_within_s, enabled: b.enabled,
});

export function MailboxForm({ box, onDone }: { box?: Mailbox; onDone: () => void }) {
  const { t } = useLingui();
  const { shops } = useMe();
  const cache = useQueryClient();
  const [form, setForm] = useState<MailboxIn>(() => (box ? known(box) : fresh(shops[0]?.id ?? "")));
  const change = (part: Partial<MailboxIn>) => setForm((now) => ({ ...now, ...part }));
  const save = useMutation({
    mutationFn: () => (box ? changeMailbox(box, form) : addMailbox(form)),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: mailboxesQuery.queryKey });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const moves = Boolean(box?.has_secret) && (form.imap_host.toLowerCase() !== box?.imap_host.toLowerCase() || form.smtp_host.toLowerCase() !== box?.smtp_host.toLowerCase());
  const line = (of: "address" | "name" | "user" | "folder", label: string, required: boolean, description?: string) => (
    <TextInput label={label} required={required} description={description} value={form[of]} onChange={(event) => change({ [of]: event.currentTarget.value })} />
  );
  return (
    <form className={classes.form} onSubmit={submit}>
      {!box && shops.length > 1 && <Select label={t`Shop`} data={shops.map(({ id, name }) => ({ value: id, label: name }))} value={form.shop_id} allowDeselect={false} onChange={(shop) => change({ shop_id: shop ?? form.shop_id })} />}
      <div className={classes.two}>
        {line("address", t`Address`, true)}
        {line("name", t`Name of the sender`, false, t`As buyers see it in their mail`)}
      </div>
      <Server form={form} change={change} of="imap" label={t`Server for receiving (IMAP)`} />
      <Server form={form} change={change} of="smtp" label={t`Server for sending (SMTP)`} />
      <div className={classes.two}>
        {line("user", t`Login`, true)}
        <PasswordInput label={form.bearer ? t`Access token` : t`Password`} visibilityToggleButtonProps={{ "aria-label": t`Show` }} autoComplete="off" required={moves}
          description={moves ? t`The server is another one: enter it again` : box?.has_secret ? t`Empty: as it was` : t`A password for apps; none when you sign in at the provider afterwards`}
          value={form.secret ?? ""} onChange={(event) => change({ secret: event.currentTarget.value || undefined })} />
      </div>
      <Checkbox label={t`The provider gave an OAuth 2 access token`} checked={form.bearer} onChange={(event) => change({ bearer: event.currentTarget.checked })} />
      <Checkbox label={t`The provider delivers help+anything@ too`} description={t`Then answers find their thread by the address; else a short mark stands in the subject.`}
        checked={form.plus_addresses} onChange={(event) => change({ plus_addresses: event.currentTarget.checked })} />
      <div className={classes.two}>
        {line("folder", t`Folder`, true)}
        <NumberInput label={t`Answer within, hours`} description={t`0: no promise`} min={0} max={336} value={form.answer_within_s / 3600} onChange={(hours) => change({ answer_within_s: Math.round(Number(hours) * 3600) })} />
      </div>
      <Textarea label={t`Signature`} autosize minRows={2} maxRows={8} value={form.signature} onChange={(event) => change({ signature: event.currentTarget.value })} />
      <Switch label={t`Receive letters`} checked={form.enabled} onChange={(event) => change({ enabled: event.currentTarget.checked })} />
      <ProblemText error={save.error} />
      <div className={classes.buttons}>
        <Button type="submit" loading={save.isPending}><Trans>Save</Trans></Button>
        <Button variant="default" type="button" onClick={onDone}><Trans>Not now</Trans></Button>
      </div>
    </form>
  );
}

function Server({ form, change, of, label }: { form: MailboxIn; change: (part: Partial<MailboxIn>) => void; of: "imap" | "smtp"; label: string }) {
  const { t } = useLingui();
  const ways = [{ value: "tls", label: "TLS" }, { value: "starttls", label: "STARTTLS" }, { value: "none", label: t`None (this machine)` }];
  return (
    <div className={classes.two}>
      <TextInput label={label} required placeholder={`${of}.example.com`} value={form[`${of}_host`]} onChange={(event) => change({ [`${of}_host`]: event.currentTarget.value.trim() })} />
      <div className={classes.two}>
        <NumberInput label={t`Port`} required min={1} max={65535} value={form[`${of}_port`]} onChange={(port) => change({ [`${of}_port`]: Number(port) })} />
        <Select label={t`Encryption`} data={ways} value={form[`${of}_tls`]} allowDeselect={false} onChange={(tls) => change({ [`${of}_tls`]: (tls ?? "tls") as Tls })} />
      </div>
    </div>
  );
}
