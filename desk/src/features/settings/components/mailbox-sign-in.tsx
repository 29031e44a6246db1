// Signing in to the mailbox at its provider (OAuth 2): the application's numbers once, then the provider asks her in its own page.
import { Button, PasswordInput, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { beginSignIn, mailboxesQuery, removeSignIn, saveSignIn, signInQuery, type Mailbox, type SignIn, type SignInIn } from "@/shared/api/letters";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { tellCode } from "@/shared/words/problems";

import classes from "./settings.module.css";

const google: SignInIn = {
  authorize_url: "https://accounts.google.com/o/oauth2/v2/auth", token_url: "https://oauth2.googleapis.com/token", scope: "https://mail.google.com/", client_id: "",
};
const microsoft: SignInIn = {
  authorize_url: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize", token_url: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
  scope: "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access", client_id: "",
};
const nobody: SignInIn = { authorize_url: "", token_url: "", scope: "", client_id: "" };
const presets = { google, microsoft, other: nobody };
type Provider = keyof typeof presets;

/** Whose addresses these are. */
const providerOf = (s: SignIn | undefined): Provider => {
  if (!s) return "google";
  return s.token_url === google.token_url ? "google" : s.token_url === microsoft.token_url ? "microsoft" : "other";
};

export function MailboxSignIn({ box, onDone }: { box: Mailbox; onDone: () => void }) {
  const { data, error, isPending } = useQuery(signInQuery(box.id));
  if (isPending) return null;
  return <SignInForm box={box} now={data ?? undefined} error={error} onDone={onDone} />;
}

function SignInForm({ box, now, error, onDone }: { box: Mailbox; now?: SignIn; error: Error | null; onDone: () => void }) {
  const { t, i18n } = useLingui();
  const cache = useQueryClient();
  const [provider, setProvider] = useState<Provider>(() => providerOf(now));
  const [form, setForm] = useState<SignInIn>(() =>
    now ? { authorize_url: now.authorize_url, token_url: now.token_url, scope: now.scope, client_id: now.client_id } : google);
  const change = (part: Partial<SignInIn>) => setForm((was) => ({ ...was, ...part }));
  const choose = (one: Provider) => {
    setProvider(one);
    change({ ...presets[one], client_id: form.client_id });
  };
  const go = useMutation({
    mutationFn: async () => {
      await saveSignIn(box.id, form);
      return beginSignIn(box.id);
    },
    onSuccess: ({ url }) => window.location.assign(url),
  });
  const remove = useMutation({
    mutationFn: () => removeSignIn(box.id),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: mailboxesQuery.queryKey });
      cache.removeQueries({ queryKey: signInQuery(box.id).queryKey });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    go.mutate();
  };
  const line = (of: "authorize_url" | "token_url" | "scope" | "client_id", label: string) => (
    <TextInput label={label} required={of !== "scope"} value={form[of]} onChange={(event) => change({ [of]: event.currentTarget.value.trim() })} />
  );
  return (
    <form className={classes.form} onSubmit={submit} aria-label={t`Sign-in at the provider`}>
      <div className={classes.buttons}>
        <strong>{box.address}</strong>
        {now && <Tag tone={now.trouble ? "danger" : now.signed_in ? "talking" : "plain"}>{now.trouble ? tellCode(i18n, now.trouble) : now.signed_in ? t`Signed in` : t`Not signed in`}</Tag>}
      </div>
      <Select label={t`Provider`} allowDeselect={false} value={provider} onChange={(one) => choose((one ?? "other") as Provider)}
        data={[{ value: "google", label: "Google" }, { value: "microsoft", label: "Microsoft" }, { value: "other", label: t`Another provider` }]} />
      {provider === "other" && (
        <>
          {line("authorize_url", t`Address of the sign-in page`)}
          {line("token_url", t`Address for tokens`)}
          {line("scope", t`Scope`)}
        </>
      )}
      <div className={classes.two}>
        {line("client_id", t`Client ID`)}
        <PasswordInput label={t`Client secret`} autoComplete="off" description={now?.has_client_secret ? t`Empty: as it was` : undefined} visibilityToggleButtonProps={{ "aria-label": t`Show` }}
          value={form.client_secret ?? ""} onChange={(event) => change({ client_secret: event.currentTarget.value || undefined })} />
      </div>
      <TextInput readOnly label={t`Allowed return address`} description={t`Enter it at the provider where it asks for the redirect URI.`} value={now?.back_url ?? `${window.location.origin}/api/v1/mailboxes/signed-in`} onFocus={(event) => event.currentTarget.select()} />
      <ProblemText error={go.error ?? remove.error ?? error} />
      <div className={classes.buttons}>
        <Button type="submit" loading={go.isPending}>{now?.signed_in ? <Trans>Sign in once more</Trans> : <Trans>Sign in at the provider</Trans>}</Button>
        {now && <Button variant="default" type="button" loading={remove.isPending} onClick={() => remove.mutate()}><Trans>Use the password again</Trans></Button>}
        <Button variant="default" type="button" onClick={onDone}><Trans>Not now</Trans></Button>
      </div>
    </form>
  );
}

/** What the server may say in that address; anything else was written by somebody else. */
const comings = ["letters.sign_in_gone", "letters.sign_in_refused", "letters.no_sign_in", "mail.token_unreachable"];

/** What came of it, in the address that the provider's page led back to. */
export function SignedIn() {
  const { i18n } = useLingui();
  const came = new URLSearchParams(window.location.search).get("sign-in");
  if (came !== "done" && !comings.includes(came ?? "")) return null;
  return <div role="status">{came === "done" ? <Trans>Signed in at the provider. The mailbox is being opened.</Trans> : tellCode(i18n, came ?? "")}</div>;
}
