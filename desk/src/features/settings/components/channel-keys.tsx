// What each channel gives, under its own name for it. What is stored is never shown: empty leaves it as it was.
import { PasswordInput, TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";

import type { ChannelAccount, ChannelKind } from "../api/channels";
import classes from "./settings.module.css";
import { SmsKeys } from "./sms-keys";

export interface ChannelKeys {
  account?: string;
  token?: string;
  secret?: string;
}
interface Props {
  kind: ChannelKind;
  form: ChannelKeys;
  change: (part: ChannelKeys) => void;
  /** The channel that is changed; none: a new one. */
  stored?: ChannelAccount;
}

export function Keys({ kind, form, change, stored }: Props) {
  const { t } = useLingui();
  const hidden = (of: "token" | "secret", label: string, description: string, required = true) => {
    const has = stored && (of === "token" ? stored.has_token : stored.has_secret);
    return (
      <PasswordInput label={label} description={has ? t`Empty: as it was` : description} required={required && !has} autoComplete="new-password" visibilityToggleButtonProps={{ "aria-label": t`Show` }}
        value={form[of] ?? ""} onChange={(event) => change({ [of]: event.currentTarget.value || undefined })} />
    );
  };
  const account = (label: string, description: string) => (
    <TextInput label={label} description={description} required autoComplete="off" value={form.account ?? ""} onChange={(event) => change({ account: event.currentTarget.value })} />
  );
  if (kind === "telegram") return hidden("token", t`Bot token`, t`@BotFather gives it when it makes the bot.`);
  if (kind === "viber")
    return <div className={classes.two}>{hidden("token", t`Token`, t`Viber Admin Panel, your bot, Edit info.`)}{account(t`Name that people see`, t`At most 28 characters.`)}</div>;
  if (kind === "sms") return <SmsKeys change={change} stored={stored} />;
  if (kind === "xmpp")
    return <div className={classes.two}>{account(t`The shop's address`, t`shop@example.org; with ?server=name:port where DNS does not say which server.`)}{hidden("token", t`Password`, t`Of this address at its server.`)}</div>;
  if (kind === "generic")
    return <div className={classes.two}>{account(t`Partner's address`, t`https://, our messages go there.`)}{hidden("secret", t`Secret`, t`Empty: one is made and shown once.`, false)}</div>;
  const id = kind === "whatsapp" ? account(t`Phone number ID`, t`Not the number: Meta's id of it.`) : account(t`Account ID`, t`Of the page or of the Instagram account.`);
  return (
    <>
      <div className={classes.two}>{id}{hidden("token", t`Access token`, t`Of a system user, without an end.`)}</div>
      {hidden("secret", t`App secret`, t`Meta, your app, Settings, Basic: it signs every message.`)}
    </>
  );
}
