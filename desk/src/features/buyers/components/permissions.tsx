// What the buyer said about being contacted: by what not, and what was agreed to. Each word has its source, and ends by a word.
import { Button, Checkbox, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { ApiError } from "@/shared/api/client";
import type { Customer, Id } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { dayAndTime } from "@/shared/lib/time-words";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { useNow } from "@/shared/ui/ticking";
import { contactChannels, purposes, stopScopes, wordSources } from "@/shared/words/buyers";
import { languages } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import { permissionsQuery, useSaid, type ContactConsent, type ContactStop, type GiveConsent, type SetStop } from "../api/policy";
import classes from "./buyer-page.module.css";

type Source = SetStop["source"];
type Scope = SetStop["scope"];

interface Props {
  customer: Customer;
  contactId?: Id;
}

export function Permissions({ customer, contactId }: Props) {
  const mayEdit = useCan("customers.edit");
  const { data, error } = useQuery(permissionsQuery(customer.id, contactId));
  const [open, setOpen] = useState<"stop" | "consent">();
  const toggle = (what: "stop" | "consent") => setOpen(open === what ? undefined : what);
  const done = () => setOpen(undefined);
  const props = { id: customer.id, contactId, mayEdit };
  return (
    <section>
      <h3><Trans>Permissions</Trans></h3>
      <ProblemText error={error} />
      {data && (
        <ul>
          {data.stops.map((stop) => <Stop key={`${stop.id}-${stop.scope}`} stop={stop} {...props} />)}
          {data.consents.map((consent) => <Consent key={consent.id} consent={consent} {...props} />)}
        </ul>
      )}
      {data && data.stops.length + data.consents.length === 0 && <p className={classes.quiet}><Trans>Nothing was said about being contacted.</Trans></p>}
      {mayEdit && (
        <p className={classes.hand}>
          <Button size="compact-xs" variant="default" aria-expanded={open === "stop"} onClick={() => toggle("stop")}><Trans>Do not contact...</Trans></Button>
          <Button size="compact-xs" variant="default" aria-expanded={open === "consent"} onClick={() => toggle("consent")}><Trans>Consent...</Trans></Button>
        </p>
      )}
      {open === "stop" && <StopForm {...props} onDone={done} />}
      {open === "consent" && <ConsentForm {...props} language={customer.language} onDone={done} />}
    </section>
  );
}

interface Row {
  id: Id;
  contactId?: Id;
  mayEdit: boolean;
}

function Stop({ stop, id, contactId, mayEdit }: Row & { stop: ContactStop }) {
  const { i18n } = useLingui();
  const said = useSaid(id, contactId);
  const ended = typeof stop.ended_at === "number";
  return (
    <Word icon="ban" ended={ended} at={stop.since} by={stop.by_name} source={stop.source} proof={stop.proof} endedAt={stop.ended_at} error={said.error}
      end={mayEdit && !ended && <Ends label={<Trans>May again</Trans>} busy={said.isPending} onEnd={(source) => said.mutate({ stop: { scope: stop.scope, on: false, source, proof: "" } })} />}>
      <Trans>Do not contact</Trans>: {tell(i18n, stopScopes, stop.scope)}
    </Word>
  );
}

function Consent({ consent, id, contactId, mayEdit }: Row & { consent: ContactConsent }) {
  const { i18n } = useLingui();
  const now = useNow();
  const said = useSaid(id, contactId);
  const ended = typeof consent.withdrawn_at === "number";
  const until = typeof consent.expires_at === "number" ? dayAndTime(i18n.locale, now, consent.expires_at) : undefined;
  return (
    <Word icon="check" ended={ended} at={consent.at} by={consent.by_name} source={consent.source} proof={consent.proof} endedAt={consent.withdrawn_at} error={said.error}
      end={mayEdit && !ended && <Ends label={<Trans>Withdraw</Trans>} busy={said.isPending} onEnd={(source) => said.mutate({ withdraw: consent.id, source })} />}>
      <Trans>Agreed</Trans>: {tell(i18n, purposes, consent.purpose)}, {tell(i18n, contactChannels, consent.channel)} ({consent.wording}, {tell(i18n, languages, consent.language)})
      {until && <> <Trans>until {until}</Trans></>}
    </Word>
  );
}

interface WordProps {
  icon: "ban" | "check";
  ended: boolean;
  at: number;
  by: string;
  source: Source;
  proof: string;
  endedAt?: number | null;
  error: Error | null;
  end: React.ReactNode;
  children: React.ReactNode;
}

function Word({ icon, ended, at, by, source, proof, endedAt, error, end, children }: WordProps) {
  const { i18n } = useLingui();
  const now = useNow();
  const over = typeof endedAt === "number" ? dayAndTime(i18n.locale, now, endedAt) : "";
  return (
    <li className={classes.said} data-ended={ended || undefined}>
      <Icon name={icon} size={14} />
      <span className={classes.grow}>
        {children}
        <span className={classes.second}>
          {dayAndTime(i18n.locale, now, at)}, {tell(i18n, wordSources, source)}{by && `, ${by}`}{proof && `, ${proof}`}
          {ended && <> · <Trans>taken back {over}</Trans></>}
        </span>
        <ProblemText error={error} />
      </span>
      {end}
    </li>
  );
}

/** A word ends by a word: how it was said is asked with the same click that ends it. */
function Ends({ label, busy, onEnd }: { label: React.ReactNode; busy: boolean; onEnd: (source: Source) => void }) {
  const { t, i18n } = useLingui();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="compact-xs" variant="subtle" loading={busy} aria-expanded={open} onClick={() => setOpen(!open)}>{label}</Button>
      {open && (
        <span className={classes.why} role="group" aria-label={t`How it was said`}>
          {Object.keys(wordSources).map((source) => (
            <button key={source} type="button" onClick={() => { setOpen(false); onEnd(source as Source); }}>{tell(i18n, wordSources, source)}</button>
          ))}
        </span>
      )}
    </>
  );
}

interface FormProps extends Row {
  onDone: () => void;
}

/** Shared by both forms: how it was said, and where it can be heard or read. */
function SourceFields({ source, proof, wrong, onSource, onProof }: { source: Source; proof: string; wrong?: string; onSource: (to: Source) => void; onProof: (to: string) => void }) {
  const { t, i18n } = useLingui();
  return (
    <>
      <Select size="xs" label={t`How it was said`} value={source} allowDeselect={false} onChange={(value) => onSource(value as Source)}
        data={Object.keys(wordSources).map((value) => ({ value, label: tell(i18n, wordSources, value) }))} />
      <TextInput size="xs" label={t`Proof`} placeholder={t`a letter's date, a recording and its minute`} maxLength={200} value={proof} error={wrong === "proof"} onChange={(event) => onProof(event.currentTarget.value)} />
    </>
  );
}

function StopForm({ id, contactId, onDone }: FormProps) {
  const { t, i18n } = useLingui();
  const said = useSaid(id, contactId);
  const [stop, setStop] = useState<SetStop>({ scope: "all", on: true, source: "call", proof: "" });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    said.mutate({ stop }, { onSuccess: onDone });
  };
  return (
    <form className={classes.sayForm} onSubmit={submit}>
      <Select size="xs" label={t`Do not contact`} value={stop.scope} allowDeselect={false} onChange={(value) => setStop({ ...stop, scope: value as Scope })}
        data={Object.keys(stopScopes).map((value) => ({ value, label: tell(i18n, stopScopes, value) }))} />
      <SourceFields source={stop.source} proof={stop.proof} wrong={fieldOf(said.error)} onSource={(source) => setStop({ ...stop, source })} onProof={(proof) => setStop({ ...stop, proof })} />
      <ProblemText error={said.error} />
      <Button size="xs" type="submit" loading={said.isPending}><Trans>Save</Trans></Button>
    </form>
  );
}

function ConsentForm({ id, contactId, language, onDone }: FormProps & { language: string }) {
  const { t, i18n } = useLingui();
  const said = useSaid(id, contactId);
  const [yes, setYes] = useState<GiveConsent>({ purpose: "telesales", channel: "voice", wording: "", language: language || "uk", source: "call", proof: "" });
  const [asked, setAsked] = useState(false);
  const wrong = fieldOf(said.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    said.mutate({ consent: yes }, { onSuccess: onDone });
  };
  return (
    <form className={classes.sayForm} onSubmit={submit}>
      <Select size="xs" label={t`What for`} value={yes.purpose} allowDeselect={false} onChange={(value) => setYes({ ...yes, purpose: value as GiveConsent["purpose"] })}
        data={["telesales", "feedback"].map((value) => ({ value, label: tell(i18n, purposes, value) }))} />
      <Select size="xs" label={t`By what`} value={yes.channel} allowDeselect={false} onChange={(value) => setYes({ ...yes, channel: value as GiveConsent["channel"] })}
        data={Object.keys(contactChannels).map((value) => ({ value, label: tell(i18n, contactChannels, value) }))} />
      <TextInput size="xs" label={t`Version of the words`} placeholder="shop-2026-10" maxLength={64} required value={yes.wording} error={wrong === "wording"} onChange={(event) => setYes({ ...yes, wording: event.currentTarget.value })} />
      <Select size="xs" label={t`Language of the words`} value={yes.language} allowDeselect={false} onChange={(value) => setYes({ ...yes, language: value ?? "uk" })}
        data={Object.keys(languages).map((value) => ({ value, label: tell(i18n, languages, value) }))} />
      <SourceFields source={yes.source} proof={yes.proof} wrong={wrong} onSource={(source) => setYes({ ...yes, source })} onProof={(proof) => setYes({ ...yes, proof })} />
      <Checkbox size="xs" checked={asked} onChange={(event) => setAsked(event.currentTarget.checked)} label={t`The buyer heard or read these words and said yes`} />
      <ProblemText error={said.error} />
      <Button size="xs" type="submit" disabled={!asked} loading={said.isPending}><Trans>Save</Trans></Button>
    </form>
  );
}

const fieldOf = (error: Error | null) => (error instanceof ApiError ? error.field : undefined);
