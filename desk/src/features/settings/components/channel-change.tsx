// Changing a channel and taking it away. What buyers and the shop said by it stays in every case.
import { Button, NumberInput, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { Dialog } from "@/shared/ui/dialog";
import { ProblemText } from "@/shared/ui/problem-text";

import { changeChannel, channelQueuesQuery, channelsKey, removeChannel, type ChannelAccount, type ChannelAccountPatch } from "../api/channels";
import { Keys } from "./channel-keys";
import classes from "./settings.module.css";

const known = ({ name, account, queue_id, answer_within_s }: ChannelAccount): Partial<ChannelAccountPatch> => ({ name, account, queue_id: queue_id ?? "0", answer_within_s });

export function ChannelChange({ channel, onDone }: { channel: ChannelAccount; onDone: () => void }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const queues = useQuery(channelQueuesQuery);
  const [form, setForm] = useState(() => known(channel));
  const change = (part: Partial<ChannelAccountPatch>) => setForm((now) => ({ ...now, ...part }));
  const save = useMutation({
    // An address that was not touched is not sent: the server asks for the password again when it moves.
    mutationFn: () => changeChannel(channel, { ...form, account: form.account === channel.account ? undefined : form.account }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: channelsKey });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const ours = (queues.data?.items ?? []).filter((one) => one.shop_id === channel.shop_id);
  return (
    <form className={classes.form} onSubmit={submit} aria-label={t`Change the channel`}>
      <TextInput label={t`Name`} required autoFocus value={form.name ?? ""} onChange={(event) => change({ name: event.currentTarget.value })} />
      <Keys kind={channel.kind} form={form} change={change} stored={channel} />
      <div className={classes.two}>
        <Select label={t`Queue`} allowDeselect={false} value={form.queue_id ?? "0"} onChange={(value) => change({ queue_id: value ?? "0" })}
          data={[{ value: "0", label: t`the shop's first` }, ...ours.map((one) => ({ value: one.id, label: one.name }))]} />
        <NumberInput label={t`Answer within, minutes`} description={t`0: no promise`} min={0} max={10080} value={(form.answer_within_s ?? 0) / 60}
          onChange={(minutes) => change({ answer_within_s: Math.round(Number(minutes) * 60) })} />
      </div>
      <ProblemText error={save.error} />
      <div className={classes.buttons}>
        <Button type="submit" loading={save.isPending}><Trans>Save</Trans></Button>
        <Button variant="default" type="button" onClick={onDone}><Trans>Not now</Trans></Button>
      </div>
    </form>
  );
}

export function ChannelRemoval({ channel, onDone }: { channel: ChannelAccount; onDone: () => void }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removeChannel(channel),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: channelsKey });
      onDone();
    },
  });
  const { name, waiting } = channel;
  return (
    <Dialog title={t`Remove the channel ${name}`} size={460} onClose={onDone}>
      <p><Trans>Nothing comes and nothing leaves by it any more, and its keys are forgotten. What was said by it stays in its conversations.</Trans></p>
      {waiting > 0 && <p role="alert"><Trans>Messages that still wait to be sent: {waiting}. They will not leave.</Trans></p>}
      <ProblemText error={remove.error} />
      <div className={classes.buttons}>
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}><Trans>Remove</Trans></Button>
        <Button data-autofocus variant="default" onClick={onDone}><Trans>Not now</Trans></Button>
      </div>
    </Dialog>
  );
}
