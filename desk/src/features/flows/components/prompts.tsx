// The library: words per shop, language and season, spoken by the centre or recorded; heard by callers once approved.
import { Button, FileButton, Group, Select, Textarea, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";

import type { Prompt } from "@/shared/api/types";
import { useCan, useMe } from "@/shared/lib/session";
import { Dialog } from "@/shared/ui/dialog";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import { Tag } from "@/shared/ui/tag";
import { languages as languageNames } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import { addPrompt, approvePrompt, changePrompt, dropPending, promptAudio, promptsQuery, recordPrompt, removePrompt, type PromptIn } from "../api/flows";
import { ComparePrompt } from "./compare-prompt";
import classes from "./flows.module.css";
import { RecordByPhone } from "./record-by-phone";
import { RecordSound } from "./record-sound";

export function Prompts() {
  const { t } = useLingui();
  const may = useCan("settings.edit");
  const cache = useQueryClient();
  const { data, error } = useQuery(promptsQuery);
  const [open, setOpen] = useState<{ kept?: Prompt; records: boolean }>();
  const [leaving, setLeaving] = useState<Prompt>();
  const [compared, setCompared] = useState<Prompt>();
  const [phoned, setPhoned] = useState<Prompt>();
  const act = useMutation({ mutationFn: (what: () => Promise<unknown>) => what(), onSettled: () => cache.invalidateQueries({ queryKey: ["prompts"] }) });
  return (
    <section className={classes.panel} aria-labelledby="flow-prompts">
      <h2 id="flow-prompts"><Trans>Prompts</Trans></h2>
      <ProblemText error={error ?? act.error} />
      {data && data.items.length > 0 && (
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={t`Prompts`}>
          <table className={table.table}>
            <thead><tr><th><Trans>Name</Trans></th><th><Trans>Language</Trans></th><th><Trans>Words</Trans></th><th><Trans>Season</Trans></th><th><Trans>Heard by callers</Trans></th><th /></tr></thead>
            <tbody>
              {data.items.map((one) => <Line key={one.id} prompt={one} may={may} act={(what) => act.mutate(what)} onOpen={(records) => setOpen({ kept: one, records })} onTakeAway={() => setLeaving(one)} onCompare={() => setCompared(one)} onPhone={() => setPhoned(one)} />)}
            </tbody>
          </table>
        </div>
      )}
      {leaving && <TakeAway prompt={leaving} onClose={() => setLeaving(undefined)} onSure={() => { setLeaving(undefined); act.mutate(() => removePrompt(leaving.id, leaving.version)); }} />}
      {phoned && <RecordByPhone prompt={data?.items.find(({ id }) => id === phoned.id) ?? phoned} onClose={() => setPhoned(undefined)} />}
      {compared && (
        <ComparePrompt prompt={compared} may={may} onClose={() => setCompared(undefined)}
          onApprove={() => { setCompared(undefined); act.mutate(() => approvePrompt(compared.id, compared.version)); }}
          onDrop={() => { setCompared(undefined); act.mutate(() => dropPending(compared.id, compared.version)); }} />
      )}
      {open
        ? <PromptForm key={`${open.kept?.id ?? "new"} ${open.records}`} kept={open.kept} records={open.records} onDone={() => { setOpen(undefined); void cache.invalidateQueries({ queryKey: ["prompts"] }); }} />
        : may && <div><Button variant="default" leftSection={<Icon name="plus" />} onClick={() => setOpen({ records: false })}><Trans>New prompt</Trans></Button></div>}
    </section>
  );
}

/** Never by one click: callers may hear it just now. */
function TakeAway({ prompt, onClose, onSure }: { prompt: Prompt; onClose: () => void; onSure: () => void }) {
  const { t } = useLingui();
  const name = prompt.name;
  const flows = prompt.used_by.join(", ");
  return (
    <Dialog title={t`Take the prompt “${name}” away?`} onClose={onClose}>
      <p>{flows ? <Trans>Callers hear it in: {flows}.</Trans> : <Trans>No published flow says it.</Trans>} <Trans>It cannot be brought back.</Trans></p>
      <Group mt="md" justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus><Trans>Keep it</Trans></Button>
        <Button color="red" onClick={onSure}><Trans>Take it away</Trans></Button>
      </Group>
    </Dialog>
  );
}

interface LineProps {
  prompt: Prompt;
  may: boolean;
  act: (what: () => Promise<unknown>) => void;
  onOpen: (records: boolean) => void;
  onTakeAway: () => void;
  onCompare: () => void;
  onPhone: () => void;
}

function Line({ prompt, may, act, onOpen, onTakeAway, onCompare, onPhone }: LineProps) {
  const { t, i18n } = useLingui();
  const { shops } = useMe();
  const shop = shops.find((one) => one.id === prompt.shop_id)?.name ?? t`every shop`;
  const name = prompt.name;
  const next = prompt.pending;
  const flows = prompt.used_by.join(", ");
  return (
    <tr>
      <td><button type="button" className={classes.open} onClick={() => onOpen(false)}>{name}</button> <span className={classes.quiet}>{shop}</span></td>
      <td className={classes.word}>{tell(i18n, languageNames, prompt.language)}</td>
      <td>
        {prompt.text} {prompt.recording && <Tag tone="plain"><Trans>recorded</Trans></Tag>}
        {next && <p className={classes.quiet}><Trans>Waits to be approved:</Trans> {next.text} {next.recording && <Tag tone="plain"><Trans>recorded</Trans></Tag>}</p>}
      </td>
      <td>{[prompt.from, prompt.to].filter(Boolean).join(" – ")}</td>
      <td>
        {prompt.approved ? (prompt.approved_by || t`yes`) : <Trans>not yet</Trans>}
        {next && <p className={classes.quiet}><Trans>the words before</Trans></p>}
        {flows && <p className={classes.quiet}><Trans>in: {flows}</Trans></p>}
      </td>
      <td>
        <div className={classes.bar}>
          <Button size="compact-sm" variant="subtle" aria-label={t`Listen to ${name}`} onClick={() => void new Audio(promptAudio(prompt)).play()}><Icon name="speaker" size={16} /></Button>
          {may && <Button size="compact-sm" variant="default" leftSection={<Icon name="mic" size={14} />} aria-label={t`Record ${name}`} onClick={() => onOpen(true)}><Trans context="by microphone">Record</Trans></Button>}
          {may && <Button size="compact-sm" variant="default" leftSection={<Icon name="phone" size={14} />} aria-label={t`Record ${name} by phone`} onClick={onPhone}><Trans>By phone</Trans></Button>}
          {may && <FileButton accept="audio/wav,.wav" onChange={(file) => file && act(() => recordPrompt(prompt.id, prompt.version, file))}>{(props) => <Button size="compact-sm" variant="default" {...props}><Trans>Upload WAV</Trans></Button>}</FileButton>}
          {next && prompt.approved && <Button size="compact-sm" variant="default" onClick={onCompare}><Trans>Compare</Trans></Button>}
          {may && next && <Button size="compact-sm" variant="default" onClick={() => act(() => dropPending(prompt.id, prompt.version))}><Trans>Keep the old</Trans></Button>}
          {may && (!prompt.approved || next) && <Button size="compact-sm" onClick={() => act(() => approvePrompt(prompt.id, prompt.version))}><Trans>Approve</Trans></Button>}
          {may && <Button size="compact-sm" variant="subtle" color="red" aria-label={t`Take ${name} away`} onClick={onTakeAway}><Icon name="cross" size={14} /></Button>}
        </div>
      </td>
    </tr>
  );
}

function PromptForm({ kept, records, onDone }: { kept?: Prompt; records: boolean; onDone: () => void }) {
  const { t, i18n } = useLingui();
  const { shops, language } = useMe();
  const [form, setForm] = useState<PromptIn>(kept ? { ...kept, ...kept.pending } : { shop_id: shops[0]?.id ?? "0", name: "", language, text: "", from: "", to: "" });
  const [recording, setRecording] = useState(records);
  const [sound, setSound] = useState<Blob>();
  const made = useRef(kept); // its words are kept, though the sound did not arrive: the next try is of the same prompt
  const change = (part: Partial<PromptIn>) => setForm({ ...form, ...part });
  const save = useMutation({
    mutationFn: async () => {
      const { shop_id, name, language: spoken, text, from, to } = form;
      const body = { shop_id, name, language: spoken, text, from, to };
      made.current = made.current ? await changePrompt(made.current.id, made.current.version, body) : await addPrompt(body);
      if (sound) await recordPrompt(made.current.id, made.current.version, sound);
    },
    onSuccess: onDone,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      {!kept && shops.length > 1 && (
        <Select label={t`Shop`} value={form.shop_id} allowDeselect={false} onChange={(shop_id) => change({ shop_id: shop_id ?? form.shop_id })}
          data={[...shops.map((one) => ({ value: one.id, label: one.name })), { value: "0", label: t`every shop` }]} />
      )}
      <div className={classes.two}>
        <TextInput label={t`Name`} description={t`Steps call it by this name.`} required maxLength={40} value={form.name} onChange={(event) => change({ name: event.currentTarget.value.toLowerCase().replace(/[^a-z0-9_]/g, "_") })} />
        <Select label={t`Language`} description={t`One entry for each language.`} value={form.language} allowDeselect={false} data={["en", "uk", "ru", "zh"].map((value) => ({ value, label: tell(i18n, languageNames, value) }))} onChange={(value) => change({ language: value ?? "en" })} />
      </div>
      <Textarea label={t`Words`} required autosize minRows={2} value={form.text} onChange={(event) => change({ text: event.currentTarget.value })} />
      {recording
        ? <RecordSound onSound={setSound} focused />
        : <div><Button type="button" variant="default" leftSection={<Icon name="mic" />} onClick={() => setRecording(true)}><Trans>Record it</Trans></Button></div>}
      <div className={classes.two}>
        <TextInput label={t`From (optional)`} type="date" value={form.from} onChange={(event) => change({ from: event.currentTarget.value })} />
        <TextInput label={t`To (optional)`} type="date" value={form.to} onChange={(event) => change({ to: event.currentTarget.value })} />
      </div>
      {(kept?.pending ?? kept)?.recording && (kept?.pending ?? kept)?.text !== form.text && !sound && <p className={classes.quiet}><Trans>The recording says the old words: the new ones are spoken until you record or upload another.</Trans></p>}
      {kept?.approved && <p className={classes.quiet}><Trans>Callers hear the approved words until the new ones are approved.</Trans></p>}
      <ProblemText error={save.error} />
      <div className={classes.bar}>
        <Button type="submit" loading={save.isPending}><Trans>Save</Trans></Button>
        <Button type="button" variant="default" onClick={onDone}><Trans>Not now</Trans></Button>
      </div>
    </form>
  );
}
