// Messengers that the shop answers in: one card each, and the form that adds another.
import { Button, Select, Switch, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { useCan, useMe } from "@/shared/lib/session";
import { CopyButton } from "@/shared/ui/copy-button";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { channelKinds } from "@/shared/words/channels";
import { tellCode } from "@/shared/words/problems";
import { tell } from "@/shared/words/tell";

import { addChannel, changeChannel, channelsKey, channelsQuery, checkChannel, type ChannelAccount, type ChannelKind, type NewChannelAccount } from "../api/channels";
import { Cascades } from "./cascade";
import { ChannelChange, ChannelRemoval } from "./channel-change";
import { Keys } from "./channel-keys";
import classes from "./settings.module.css";

const kinds: ChannelKind[] = ["telegram", "viber", "whatsapp", "messenger", "instagram", "sms", "xmpp", "generic"];

export function Channels() {
  const { t } = useLingui();
  const { data, error } = useQuery(channelsQuery);
  const may = useCan("settings.edit");
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<ChannelAccount>();
  return (
    <>
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data?.items.map((one) => <Card key={one.id} channel={one} secret={made?.id === one.id ? made.made_secret : ""} />)}
      {data?.items.length === 0 && !adding && (
        <Empty icon="chat" title={t`No messenger is connected`}>
          <Trans>Add one, and what buyers write there waits in the same line as the calls.</Trans>
        </Empty>
      )}
      {may && !adding && <div><Button leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}><Trans>Add a channel</Trans></Button></div>}
      {data && data.items.length > 1 && !adding && <Cascades />}
      {adding && <Add onDone={(one) => { setMade(one); setAdding(false); }} />}
    </>
  );
}

const looks = {
  works: { tone: "talking", icon: "check" },
  faulty: { tone: "danger", icon: "warning" },
  unchecked: { tone: "paused", icon: "clock" },
} as const;

function Card({ channel, secret }: { channel: ChannelAccount; secret: string }) {
  const { t, i18n } = useLingui();
  const cache = useQueryClient();
  const may = useCan("settings.edit");
  const refresh = () => void cache.invalidateQueries({ queryKey: channelsKey });
  const check = useMutation({ mutationFn: () => checkChannel(channel.id), onSettled: refresh });
  const turn = useMutation({ mutationFn: (enabled: boolean) => changeChannel(channel, { enabled }), onSettled: refresh });
  const [open, setOpen] = useState<"change" | "remove">();
  const words = { works: t`works`, faulty: t`does not work`, unchecked: t`not checked yet` };
  const look = looks[channel.standing];
  const said = channel.trouble?.params.find(({ name }) => name === "channel_said")?.value;
  const waiting = channel.waiting;
  return (
    <article className={classes.store} aria-label={channel.name}>
      <div className={classes.storeHead}>
        <h2>{channel.name}</h2>
        <span className={classes.kind}>{tell(i18n, channelKinds, channel.kind)}</span>
        <Tag tone={look.tone} icon={look.icon}>{words[channel.standing]}</Tag>
        {may && open !== "change" ? (
          <div className={classes.buttons}>
            <Button size="xs" variant="default" loading={check.isPending} onClick={() => check.mutate()}><Trans>Check</Trans></Button>
            <Button size="xs" variant="default" onClick={() => setOpen("change")}><Trans>Change</Trans></Button>
            <Button size="xs" variant="subtle" color="red" onClick={() => setOpen("remove")}><Trans>Remove…</Trans></Button>
          </div>
        ) : <span />}
      </div>
      {channel.account && <p className={classes.address}>{channel.account}</p>}
      {channel.trouble && <p role="alert">{tellCode(i18n, channel.trouble.code)}{said ? ` «${said}»` : ""}</p>}
      {waiting > 0 && <p><Trans>Waiting to be sent: {waiting}</Trans></p>}
      {channel.webhook_url && <p className={classes.hook}><Trans>Webhook address:</Trans> {channel.webhook_url} <CopyButton value={channel.webhook_url} /></p>}
      {secret && <p className={classes.hook} role="status"><Trans>Secret for the partner, shown only now:</Trans> {secret} <CopyButton value={secret} /></p>}
      {(channel.kind === "whatsapp" || channel.kind === "messenger" || channel.kind === "instagram") && (
        <p className={classes.hook}><Trans>Verify token:</Trans> {channel.verify_token} <CopyButton value={channel.verify_token} /></p>
      )}
      <Switch label={t`Switched on`} checked={channel.enabled} disabled={!may || turn.isPending} onChange={(event) => turn.mutate(event.currentTarget.checked)} />
      <ProblemText error={check.error ?? turn.error} />
      {open === "change" && <ChannelChange channel={channel} onDone={() => setOpen(undefined)} />}
      {open === "remove" && <ChannelRemoval channel={channel} onDone={() => setOpen(undefined)} />}
    </article>
  );
}

function Add({ onDone }: { onDone: (made?: ChannelAccount) => void }) {
  const { t, i18n } = useLingui();
  const { shops } = useMe();
  const cache = useQueryClient();
  const [form, setForm] = useState<NewChannelAccount>({ shop_id: shops[0]?.id ?? "", kind: "telegram", name: "" });
  const change = (part: Partial<NewChannelAccount>) => setForm({ ...form, ...part });
  const add = useMutation({
    mutationFn: () => addChannel(form),
    onSuccess: (made) => {
      void cache.invalidateQueries({ queryKey: channelsKey });
      onDone(made);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <div className={classes.two}>
        <Select label={t`Channel`} value={form.kind} allowDeselect={false} data={kinds.map((value) => ({ value, label: tell(i18n, channelKinds, value) }))}
          onChange={(value) => setForm({ shop_id: form.shop_id, name: form.name, kind: (value ?? form.kind) as ChannelKind })} />
        <Select label={t`Shop`} value={form.shop_id} allowDeselect={false} data={shops.map((shop) => ({ value: shop.id, label: shop.name }))}
          onChange={(value) => change({ shop_id: value ?? form.shop_id })} />
      </div>
      <TextInput label={t`Name`} required autoFocus value={form.name} onChange={(event) => change({ name: event.currentTarget.value })} />
      <Keys key={form.kind} kind={form.kind} form={form} change={change} />
      <ProblemText error={add.error} />
      <div className={classes.buttons}>
        <Button type="submit" loading={add.isPending}><Trans>Add</Trans></Button>
        <Button variant="default" type="button" onClick={() => onDone()}><Trans>Not now</Trans></Button>
      </div>
    </form>
  );
}
