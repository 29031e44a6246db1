// One trunk's settings: where calls go, what buyers see, what is allowed.
import { Button, MultiSelect, PasswordInput, Select, Switch, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type FormEvent, type ReactNode } from "react";

import { ApiError } from "@/shared/api/client";
import type { Trunk, TrunkSettings } from "@/shared/api/types";
import { countryName } from "@/shared/lib/country";
import { useMe } from "@/shared/lib/session";
import { NumberField } from "@/shared/ui/number-field";
import { ProblemText } from "@/shared/ui/problem-text";
import { Unsaved } from "@/shared/ui/unsaved";
import { tellProblem } from "@/shared/words/problems";

import { freshTrunk, queuesQuery, saveTrunk, trunksQuery } from "../api/trunks";
import { disputed, emptied, merged, touched } from "../lib/draft";
import { DigitsField } from "./digits-field";
import classes from "./trunks.module.css";

interface Props {
  trunk?: Trunk;
  onDone: () => void;
}

interface PartProps {
  form: TrunkSettings;
  change: (part: Partial<TrunkSettings>) => void;
  wrong: Wrong;
}

export function TrunkForm({ trunk, onDone }: Props) {
  const { t } = useLingui();
  const { base, form, change, secret, setSecret, save, submit, disputes } = useTrunkDraft(trunk, onDone);
  const wrong = useWrong(save.error, form);
  const both = disputes.map((key) => fieldWords(t)[key] ?? key).join(", ");
  const part = { form, change, wrong };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <Unsaved when={!save.isSuccess && touched(base?.settings ?? freshTrunk, form, secret)}><Trans>What you changed in this trunk is not saved and would be lost.</Trans></Unsaved>
      <div className={classes.two}>
        <TextInput label={t`Name`} required autoFocus value={form.name} error={wrong("name")} onChange={(event) => change({ name: event.currentTarget.value })} />
        <Switch label={t`In use`} checked={form.enabled} onChange={(event) => change({ enabled: event.currentTarget.checked })} />
      </div>
      <div className={classes.three}>
        <TextInput label={t`Server of the carrier`} placeholder="sip.carrier.example" value={form.host} error={wrong("host")} onChange={(event) => change({ host: event.currentTarget.value.trim() })} />
        <Whole label={t`Port; 0: by DNS`} value={form.port} error={wrong("port")} onChange={(port) => change({ port })} />
        <Select label={t`Transport`} data={transports.map((value) => ({ value, label: value.toUpperCase() }))} value={form.transport}
          onChange={(value) => change(transportChange(form, transports.find((one) => one === value) ?? "udp"))} />
      </div>
      <Sound {...part} />
      <div className={classes.two}>
        <TextInput label={t`Account`} autoComplete="off" value={form.user} error={wrong("user")} onChange={(event) => change({ user: event.currentTarget.value.trim() })} />
        <PasswordInput label={t`Password`} autoComplete="new-password" visibilityToggleButtonProps={{ "aria-label": t`Show` }} value={secret}
          placeholder={base?.has_secret ? t`stored; write a new one to change it` : ""} onChange={(event) => setSecret(event.currentTarget.value)} />
      </div>
      <Switch label={t`Register at the carrier, so that its calls find us`} checked={form.registers}
        onChange={(event) => change({ registers: event.currentTarget.checked })} />
      <ListField label={t`Addresses that it calls us from`} hint="192.0.2.1 10.0.0.0/24" value={form.addresses} error={wrong("addresses")} onChange={(addresses) => change({ addresses })} />
      <Numbers {...part} />
      <Outgoing {...part} />
      {wrong.elsewhere && <ProblemText error={save.error} />}
      {both && <p role="status"><Trans>You both changed: {both}. Your value stands here; saving puts it over the other one.</Trans></p>}
      <div className={classes.buttons}>
        <Button type="submit" loading={save.isPending}><Trans>Save</Trans></Button>
        <Button variant="default" type="button" onClick={onDone}><Trans>Not now</Trans></Button>
      </div>
    </form>
  );
}

/** Her changes over the row as she opened it: what others save meanwhile is told, never overwritten. */
function useTrunkDraft(trunk: Trunk | undefined, onDone: () => void) {
  const cache = useQueryClient();
  const [base, setBase] = useState(trunk);
  const [form, setForm] = useState(trunk?.settings ?? freshTrunk);
  const [secret, setSecret] = useState("");
  const [disputes, setDisputes] = useState<(keyof TrunkSettings)[]>([]);
  const under = useRef(false); // a second click comes before the first one is drawn
  const save = useMutation({
    mutationFn: async () => {
      if (emptied(form).length > 0) throw new ApiError("trunks.empty_number", 0, "", `settings.${emptied(form)[0]}`);
      return saveTrunk(base, form, secret || undefined);
    },
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ["trunks"] });
      onDone();
    },
    onError: async (error) => {
      if (!(error instanceof ApiError) || error.code !== "trunks.version_conflict" || !base) return;
      const fresh = (await cache.fetchQuery({ ...trunksQuery, staleTime: 0 })).items.find((one) => one.id === base.id);
      if (!fresh) return;
      setDisputes(disputed(base.settings, form, fresh.settings));
      setForm(merged(base.settings, form, fresh.settings));
      setBase(fresh);
    },
    onSettled: () => { under.current = false; },
  });
  const change = (part: Partial<TrunkSettings>) => setForm((old) => ({ ...old, ...part }));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (under.current) return;
    under.current = true;
    const fields = event.currentTarget;
    save.mutate(undefined, { onError: () => setTimeout(() => fields.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()) });
  };
  return { base, form, change, secret, setSecret, save, submit, disputes };
}

type Wrong = ((field: keyof TrunkSettings) => ReactNode) & { elsewhere?: boolean };

/** The words of a refusal at its field; `elsewhere`: it has no field here. */
function useWrong(error: unknown, form: TrunkSettings): Wrong {
  const { i18n } = useLingui();
  const field = error instanceof ApiError ? error.field?.replace(/^settings\./, "") : undefined;
  const wrong: Wrong = (name) => (name === field ? <span role="alert">{tellProblem(i18n, error)}</span> : undefined);
  wrong.elsewhere = field === undefined || !(field in form);
  return wrong;
}

/** A whole number; emptied it is no number, and the form says so. */
function Whole({ value, onChange, ...props }: { label: string; value: number; error?: ReactNode; onChange: (value: number) => void }) {
  return (
    <NumberField {...props} allowDecimal={false} allowNegative={false} min={0} clampBehavior="none" value={Number.isNaN(value) ? "" : value}
      onChange={(next) => onChange(next === "" ? NaN : Number(next))} />
  );
}

const transports = ["udp", "tcp", "tls"] as const;
const codecNames = { pcmu: "PCMU", pcma: "PCMA", g722: "G.722", opus: "Opus" } as const;

/** TLS has a port of its own; one that somebody wrote stays. */
function transportChange(form: TrunkSettings, transport: TrunkSettings["transport"]): Partial<TrunkSettings> {
  const usual = form.transport === "tls" ? 5061 : 5060;
  return { transport, port: form.port !== usual ? form.port : transport === "tls" ? 5061 : 5060 };
}

function Sound({ form, change, wrong }: PartProps) {
  const { t } = useLingui();
  return (
    <>
      <div className={classes.two}>
        <Select label={t`Encryption of speech (SRTP)`} value={form.security}
          data={[{ value: "none", label: t`when the carrier asks for it` }, { value: "optional", label: t`offered` }, { value: "sdes", label: t`no call without` }]}
          description={form.security === "sdes" && form.transport !== "tls" ? t`Its keys go in clear unless the transport is TLS.` : undefined}
          onChange={(value) => change({ security: value === "optional" || value === "sdes" ? value : "none" })} />
        <MultiSelect label={t`Codecs, best first; empty: as usual`} value={form.codecs} data={Object.entries(codecNames).map(([value, label]) => ({ value, label }))}
          error={wrong("codecs")} onChange={(codecs) => change({ codecs })} />
      </div>
      <div className={classes.two}>
        <Switch label={t`Keys come as tones in the sound (old gateways)`} checked={form.inband_digits}
          onChange={(event) => change({ inband_digits: event.currentTarget.checked })} />
        {form.transport === "tls" && (
          <Switch label={t`Check the certificate of the server`} checked={form.check_certificate}
            onChange={(event) => change({ check_certificate: event.currentTarget.checked })} />
        )}
      </div>
    </>
  );
}

function Numbers({ form, change, wrong }: PartProps) {
  const { t } = useLingui();
  const { data } = useQuery(queuesQuery);
  const queues = (data?.items ?? []).map((queue) => ({ value: queue.id, label: queue.name }));
  const put = (at: number, part: Partial<TrunkSettings["numbers"][number]>) =>
    change({ numbers: form.numbers.map((one, index) => (index === at ? { ...one, ...part } : one)) });
  return (
    <fieldset>
      <legend><Trans>Our numbers, and the queue each one reaches</Trans></legend>
      {form.numbers.map((own, at) => (
        <div key={at} className={classes.ids}>
          <DigitsField type="tel" aria-label={t`Our number`} value={own.number} error={at === form.numbers.length - 1 ? wrong("numbers") : undefined} onDigits={(number) => put(at, { number })} />
          <Select aria-label={t`Queue`} data={queues} value={own.queue_id} onChange={(value) => put(at, { queue_id: value ?? own.queue_id })} />
        </div>
      ))}
      <div className={classes.buttons}>
        <Button size="xs" variant="default" type="button" disabled={queues.length === 0}
          onClick={() => change({ numbers: [...form.numbers, { number: "", queue_id: queues[0]!.value }] })}><Trans>Add a number</Trans></Button>
        {form.numbers.length > 0 && (
          <Button size="xs" variant="default" type="button" onClick={() => change({ numbers: form.numbers.slice(0, -1) })}><Trans>Take the last one away</Trans></Button>
        )}
      </div>
    </fieldset>
  );
}

const formOf = ({ plus, prepend }: TrunkSettings) => (plus ? (prepend ? "own" : "plus") : prepend === "00" ? "zeros" : prepend ? "own" : "plain");

function Outgoing({ form, change, wrong }: PartProps) {
  const { i18n, t } = useLingui();
  const { shops } = useMe();
  const callerId = (shop: string) => form.caller_ids.find((one) => one.shop_id === shop)?.number ?? "";
  const setCallerId = (shop: string, number: string) =>
    change({ caller_ids: [...form.caller_ids.filter((one) => one.shop_id !== shop), ...(number ? [{ shop_id: shop, number }] : [])] });
  return (
    <fieldset>
      <legend><Trans>Calls out</Trans></legend>
      <div className={classes.two}>
        <DigitsField type="tel" label={t`Number that buyers see`} value={form.caller_id} error={wrong("caller_id")} onDigits={(caller_id) => change({ caller_id })} />
        <Select label={t`Where the carrier wants it`} value={form.caller_id_in}
          data={[{ value: "from", label: t`in From (usual)` }, { value: "asserted", label: t`in P-Asserted-Identity` }]}
          onChange={(value) => change({ caller_id_in: value === "asserted" ? "asserted" : "from" })} />
      </div>
      {shops.length > 1 && shops.map((shop) => (
        <DigitsField key={shop.id} type="tel" label={t`Seen by buyers of ${shop.name}`} placeholder={form.caller_id} value={callerId(shop.id)} error={callerId(shop.id) ? wrong("caller_ids") : undefined}
          onDigits={(number) => setCallerId(shop.id, number)} />
      ))}
      <div className={classes.two}>
        <ListField label={t`Only numbers that begin with`} hint="+380 +48" value={form.prefixes} error={wrong("prefixes")} onChange={(prefixes) => change({ prefixes })} />
        <Whole label={t`Order among trunks, lowest first`} value={form.priority} error={wrong("priority")} onChange={(priority) => change({ priority })} />
      </div>
      <div className={classes.two}>
        <Select label={t`Numbers are dialled`} value={formOf(form)} allowDeselect={false}
          data={[
            { value: "plus", label: t`with a plus: +380…` },
            { value: "zeros", label: t`with two zeros: 00380…` },
            { value: "plain", label: t`without either: 380…` },
            { value: "own", label: t`with other digits before them` },
          ]}
          onChange={(value) => change(value === "plus" ? { plus: true, prepend: "" } : value === "zeros" ? { plus: false, prepend: "00" } : value === "plain" ? { plus: false, prepend: "" } : { plus: false, prepend: "9" })} />
        <TextInput label={t`Digits before every number`} value={form.prepend} error={wrong("prepend")} onChange={(event) => change({ prepend: event.currentTarget.value.replace(/[^\d+*#]/g, "") })} />
      </div>
      <div className={classes.two}>
        <DigitsField type="tel" label={t`But numbers that begin with`} placeholder="+380" description={t`Empty if the carrier wants every number in one form.`} value={form.national_code} error={wrong("national_code")}
          onDigits={(national_code) => change({ national_code })} />
        <DigitsField type="tel" label={t`are dialled with, instead`} placeholder="0" description={form.national_code ? t`${form.national_code}50… becomes ${form.national_prefix}50…` : undefined} value={form.national_prefix} error={wrong("national_prefix")}
          onDigits={(national_prefix) => change({ national_prefix: national_prefix.replace("+", "") })} />
      </div>
      <div className={classes.three}>
        <ListField label={t`Countries that may be called; empty: the shop's own`} hint="UA PL" value={form.countries} error={wrong("countries")}
          description={form.countries.map((code) => countryName(i18n.locale, code)).join(", ")}
          onChange={(countries) => change({ countries: countries.map((one) => one.toUpperCase()) })} />
        <Whole label={t`Calls at once`} value={form.max_calls} error={wrong("max_calls")} onChange={(max_calls) => change({ max_calls })} />
        <Whole label={t`Calls in 24 hours`} value={form.max_per_day} error={wrong("max_per_day")} onChange={(max_per_day) => change({ max_per_day })} />
      </div>
    </fieldset>
  );
}

interface ListProps {
  label: string;
  hint: string;
  value: string[];
  description?: string;
  error?: ReactNode;
  onChange: (value: string[]) => void;
}

const joined = (words: string[]) => words.join(" ");
const parted = (text: string) => text.split(/[\s,;]+/).filter(Boolean);

/** Several words in one field; what is typed stays as typed until another value comes from outside. */
function ListField({ label, hint, value, description, error, onChange }: ListProps) {
  const [text, setText] = useState(joined(value));
  const shown = joined(parted(text)).toUpperCase() === joined(value).toUpperCase() ? text : joined(value);
  return (
    <TextInput label={label} placeholder={hint} value={shown} description={description || undefined} error={error}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(parted(event.currentTarget.value));
      }} />
  );
}

/** For the line that says what two people changed. */
const fieldWords = (t: ReturnType<typeof useLingui>["t"]): Partial<Record<keyof TrunkSettings, string>> => ({
  name: t`Name`, enabled: t`In use`, host: t`Server of the carrier`, port: t`Port; 0: by DNS`, transport: t`Transport`, user: t`Account`,
  addresses: t`Addresses that it calls us from`, numbers: t`Our numbers, and the queue each one reaches`, caller_id: t`Number that buyers see`,
  prefixes: t`Only numbers that begin with`, priority: t`Order among trunks, lowest first`, prepend: t`Digits before every number`, national_code: t`But numbers that begin with`, national_prefix: t`are dialled with, instead`,
  countries: t`Countries that may be called; empty: the shop's own`, max_calls: t`Calls at once`, max_per_day: t`Calls in 24 hours`,
});
