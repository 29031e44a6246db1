// One chat: how it looks, where it may stand, who answers, what it says out of hours and by itself; beside it the real thing.
import { Button, MultiSelect, Radio, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { ApiError } from "@/shared/api/client";
import { languageCodes, ownNames } from "@/shared/lib/i18n";
import { useCan, useMe } from "@/shared/lib/session";
import { NumberField } from "@/shared/ui/number-field";
import { ProblemText } from "@/shared/ui/problem-text";
import { Saved } from "@/shared/ui/saved";
import { Unsaved } from "@/shared/ui/unsaved";
import { tellProblem } from "@/shared/words/problems";

import { chatQueuesQuery, saveWebChat, webChatsQuery, type WebChat } from "../api/web-chats";
import { changesOf, originsOf, tagOf, usualColour } from "../lib/draft";
import type { PartProps } from "../lib/part";
import { BuyerPart } from "./buyer-part";
import { Invitations } from "./invitations";
import { Preview } from "./preview";
import { TagLine } from "./tag-line";
import classes from "./web-chats.module.css";

export function WebChatForm({ chat, onDone }: { chat: WebChat; onDone: () => void }) {
  const { t, i18n } = useLingui();
  const may = useCan("settings.edit");
  const { form, change, save, changed } = useDraft(chat);
  const fault = save.error instanceof ApiError && save.error.field ? save.error : undefined;
  const wrong = (field: string) => fault?.field === field && <span role="alert">{tellProblem(i18n, fault)}</span>;
  const part: PartProps = { form, change, may, wrong };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (changed && !save.isPending) save.mutate();
  };
  return (
    <section className={classes.edit} aria-label={chat.name}>
      <Unsaved when={changed}><Trans>What you changed in this chat is not saved and would be lost.</Trans></Unsaved>
      <form className={classes.form} onSubmit={submit} noValidate>
        <div className={classes.two}>
          <TextInput label={t`Name of the chat`} required autoFocus value={form.name} disabled={!may} error={wrong("name")} onChange={(event) => change({ name: event.currentTarget.value })} />
          <Switch label={t`In use`} description={t`Off: its pages show nothing.`} checked={form.enabled} disabled={!may} onChange={(event) => change({ enabled: event.currentTarget.checked })} />
        </div>
        <Look {...part} />
        <Place {...part} />
        <Line {...part} />
        <Shut {...part} />
        <Invitations {...part} />
        <BuyerPart {...part} />
        {!known(fault?.field) && <ProblemText error={save.error} />}
        <div className={classes.buttons}>
          {may && <Button type="submit" loading={save.isPending} disabled={!changed}><Trans>Save</Trans></Button>}
          <Button variant="default" type="button" onClick={onDone}>{changed ? <Trans>Not now</Trans> : <Trans>Close</Trans>}</Button>
          <Saved when={save.isSuccess && !changed} />
        </div>
      </form>
      <Preview form={form} />
    </section>
  );
}

const shownAtFields = ["name", "title", "greeting", "colour", "origins", "queue_id", "answer_within_s", "languages", "shut_note"];
const known = (field: string | undefined) => field !== undefined && (shownAtFields.includes(field) || /^invitations\[\d+\]\.(text|page|after_s)$/.test(field));

/** Her changes over the newest row: what others save meanwhile is seen, and hers stands. */
function useDraft(chat: WebChat) {
  const cache = useQueryClient();
  const [mine, setMine] = useState<Partial<WebChat>>({});
  const form = { ...chat, ...mine };
  const patch = changesOf(chat, form);
  const save = useMutation({
    mutationFn: () => saveWebChat(chat.id, patch, chat.version),
    onSuccess: (fresh) => {
      cache.setQueryData(webChatsQuery.queryKey, (old) => ({ items: (old?.items ?? []).map((one) => (one.id === fresh.id ? fresh : one)) }));
      setMine({});
    },
    onError: (error) => {
      if (error instanceof ApiError && error.status === 409) void cache.invalidateQueries({ queryKey: webChatsQuery.queryKey });
    },
  });
  const change = (part: Partial<WebChat>) => {
    if (save.status !== "idle") save.reset();
    setMine({ ...mine, ...part });
  };
  return { form, change, save, changed: Object.keys(patch).length > 0 };
}

function Look({ form, change, may, wrong }: PartProps) {
  const { t } = useLingui();
  return (
    <fieldset disabled={!may}>
      <legend><Trans>How it looks</Trans></legend>
      <div className={classes.two}>
        <TextInput label={t`Title`} description={t`Empty: the shop's name.`} maxLength={100} value={form.title} error={wrong("title")} onChange={(event) => change({ title: event.currentTarget.value })} />
        <TextInput label={t`Colour`} description={t`Of the button and the head; text on it stays readable.`} value={form.colour} placeholder={usualColour} error={wrong("colour")} maxLength={7}
          leftSectionWidth={44} onChange={(event) => change({ colour: event.currentTarget.value.trim() })}
          leftSection={<input className={classes.swatch} type="color" aria-label={t`Choose a colour`} value={/^#[\da-f]{6}$/i.test(form.colour) ? form.colour : usualColour} onChange={(event) => change({ colour: event.currentTarget.value })} />} />
      </div>
      <TextInput label={t`Greeting`} description={t`In the empty window. Empty: the chat's own words, in the buyer's language.`} maxLength={300} value={form.greeting} error={wrong("greeting")}
        onChange={(event) => change({ greeting: event.currentTarget.value })} />
      <MultiSelect label={t`Languages a buyer may choose`} description={t`None chosen: all that the shop speaks.`} value={form.languages} error={wrong("languages")}
        data={languageCodes.map((code) => ({ value: code, label: ownNames[code] }))} onChange={(languages) => change({ languages })} />
    </fieldset>
  );
}

function Place({ form, change, may, wrong }: PartProps) {
  const { t } = useLingui();
  const [text, setText] = useState(form.origins.join("\n"));
  return (
    <fieldset disabled={!may}>
      <legend><Trans>Where it stands</Trans></legend>
      <Textarea label={t`Addresses of your pages`} description={t`One a line, with https and without a path. Other pages get no answer.`} placeholder="https://shop.example" autosize minRows={2} maxRows={8}
        value={text} error={wrong("origins")} onChange={(event) => { setText(event.currentTarget.value); change({ origins: originsOf(event.currentTarget.value) }); }} />
      <div>
        <p className={classes.label}><Trans>Put this line before {"</body>"} of these pages:</Trans></p>
        <TagLine tag={tagOf(window.location.origin, form.key)} />
      </div>
    </fieldset>
  );
}

function Line({ form, change, may, wrong }: PartProps) {
  const { t } = useLingui();
  const queues = useQuery(chatQueuesQuery);
  const minutes = Math.round(form.answer_within_s / 6) / 10;
  return (
    <fieldset disabled={!may}>
      <legend><Trans>Who answers</Trans></legend>
      <div className={classes.two}>
        <Select label={t`Queue`} allowDeselect={false} disabled={!may} value={form.queue_id && form.queue_id !== "0" ? form.queue_id : ""} error={wrong("queue_id")} onChange={(value) => change({ queue_id: value || null })}
          data={[{ value: "", label: t`the shop's first` }, ...(queues.data?.items ?? []).filter((one) => one.shop_id === form.shop_id).map((one) => ({ value: one.id, label: one.name }))]} />
        <NumberField label={t`Answer promised within, min`} description={t`In open hours; 0: no promise.`} min={0} max={1440} value={minutes} error={wrong("answer_within_s")}
          onChange={(value) => change({ answer_within_s: Math.round((Number(value) || 0) * 60) })} />
      </div>
    </fieldset>
  );
}

function Shut({ form, change, may, wrong }: PartProps) {
  const { t } = useLingui();
  const { shops } = useMe();
  const shop = shops.find((one) => one.id === form.shop_id)?.name ?? "";
  return (
    <fieldset disabled={!may}>
      <legend><Trans>Out of hours</Trans></legend>
      <p className={classes.quiet}><Trans>Open hours are those of {shop}, under Hours.</Trans></p>
      <Radio.Group value={form.when_shut} onChange={(value) => change({ when_shut: value === "hidden" ? "hidden" : "form" })} aria-label={t`Out of hours`}>
        <div className={classes.radios}>
          <Radio value="form" label={t`A form: a message with a name and a phone or e-mail`} />
          <Radio value="hidden" label={t`No button; who has a conversation keeps it`} />
        </div>
      </Radio.Group>
      {form.when_shut === "form" && (
        <TextInput label={t`Said over the form`} description={t`Empty: the chat's own words, in the buyer's language.`} maxLength={300} value={form.shut_note} error={wrong("shut_note")}
          onChange={(event) => change({ shut_note: event.currentTarget.value })} />
      )}
    </fieldset>
  );
}
