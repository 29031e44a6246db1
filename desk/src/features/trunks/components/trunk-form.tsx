// One trunk's settings: where calls go, what buyers see, what is allowed.
import { Button, MultiSelect, NumberInput, PasswordInput, Select, Switch, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import type { Trunk, TrunkSettings } from "@/shared/api/types";
import { useMe } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";

import { freshTrunk, queuesQuery, saveTrunk } from "../api/trunks";
import classes from "./trunks.module.css";

interface Props {
  trunk?: Trunk;
  onDone: () => void;
}

interface PartProps {
  form: TrunkSettings;
  change: (part: Partial<TrunkSettings>) => void;
}

export function TrunkForm({ trunk, onDone }: Props) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const [form, setForm] = useState(trunk?.settings ?? freshTrunk);
  const [secret, setSecret] = useState("");
  const save = useMutation({
    mutationFn: () => saveTrunk(trunk, form, secret || undefined),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ["trunks"] });
      onDone();
    },
  });
  const change = (part: Partial<TrunkSettings>) => setForm({ ...form, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <div className={classes.two}>
        <TextInput label={t`Name`} required autoFocus value={form.name} onChange={(event) => change({ name: event.currentTarget.value })} />
        <Switch label={t`In use`} checked={form.enabled} onChange={(event) => change({ enabled: event.currentTarget.checked })} />
      </div>
      <div className={classes.three}>
        <TextInput label={t`Server of the carrier`} placeholder="sip.carrier.example" value={form.host} onChange={(event) => change({ host: event.currentTarget.value.trim() })} />
        <NumberInput label={t`Port; 0: by DNS`} min={0} max={65535} value={form.port} onChange={(value) => change({ port: Number(value) })} />
        <Select label={t`Transport`} data={transports.map((value) => ({ value, label: value.toUpperCase() }))} value={form.transport}
          onChange={(value) => change(transportChange(form, transports.find((one) => one === value) ?? "udp"))} />
      </div>
      <Sound form={form} change={change} />
      <div className={classes.two}>
        <TextInput label={t`Account`} autoComplete="off" value={form.user} onChange={(event) => change({ user: event.currentTarget.value.trim() })} />
        <PasswordInput label={t`Password`} autoComplete="new-password" visibilityToggleButtonProps={{ "aria-label": t`Show` }} value={secret}
          placeholder={trunk?.has_secret ? t`stored; write a new one to change it` : ""} onChange={(event) => setSecret(event.currentTarget.value)} />
      </div>
      <Switch label={t`Register at the carrier, so that its calls find us`} checked={form.registers}
        onChange={(event) => change({ registers: event.currentTarget.checked })} />
      <ListField label={t`Addresses that it calls us from`} hint="192.0.2.1 10.0.0.0/24" value={form.addresses} onChange={(addresses) => change({ addresses })} />
      <Numbers form={form} change={change} />
      <Outgoing form={form} change={change} />
      <ProblemText error={save.error} />
      <div className={classes.buttons}>
        <Button type="submit" loading={save.isPending}><Trans>Save</Trans></Button>
        <Button variant="default" type="button" onClick={onDone}><Trans>Not now</Trans></Button>
      </div>
    </form>
  );
}

const transports = ["udp", "tcp", "tls"] as const;
const codecNames = { pcmu: "PCMU", pcma: "PCMA", g722: "G.722", opus: "Opus" } as const;

/** TLS has a port of its own; one that somebody wrote stays. */
function transportChange(form: TrunkSettings, transport: TrunkSettings["transport"]): Partial<TrunkSettings> {
  const usual = form.transport === "tls" ? 5061 : 5060;
  return { transport, port: form.port !== usual ? form.port : transport === "tls" ? 5061 : 5060 };
}

function Sound({ form, change }: PartProps) {
  const { t } = useLingui();
  return (
    <>
      <div className={classes.two}>
        <Select label={t`Encryption of speech (SRTP)`} value={form.security}
          data={[{ value: "none", label: t`when the carrier asks for it` }, { value: "optional", label: t`offered` }, { value: "sdes", label: t`no call without` }]}
          description={form.security === "sdes" && form.transport !== "tls" ? t`Its keys go in clear unless the transport is TLS.` : undefined}
          onChange={(value) => change({ security: value === "optional" || value === "sdes" ? value : "none" })} />
        <MultiSelect label={t`Codecs, best first; empty: as usual`} value={form.codecs} data={Object.entries(codecNames).map(([value, label]) => ({ value, label }))}
          onChange={(codecs) => change({ codecs })} />
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

function Numbers({ form, change }: PartProps) {
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
          <TextInput type="tel" aria-label={t`Our number`} value={own.number} onChange={(event) => put(at, { number: event.currentTarget.value.replace(/[^\d+]/g, "") })} />
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

function Outgoing({ form, change }: PartProps) {
  const { t } = useLingui();
  const { shops } = useMe();
  const callerId = (shop: string) => form.caller_ids.find((one) => one.shop_id === shop)?.number ?? "";
  const setCallerId = (shop: string, number: string) =>
    change({ caller_ids: [...form.caller_ids.filter((one) => one.shop_id !== shop), ...(number ? [{ shop_id: shop, number }] : [])] });
  return (
    <fieldset>
      <legend><Trans>Calls out</Trans></legend>
      <div className={classes.two}>
        <TextInput type="tel" label={t`Number that buyers see`} value={form.caller_id} onChange={(event) => change({ caller_id: event.currentTarget.value.replace(/[^\d+]/g, "") })} />
        <Select label={t`Where the carrier wants it`} value={form.caller_id_in}
          data={[{ value: "from", label: t`in From (usual)` }, { value: "asserted", label: t`in P-Asserted-Identity` }]}
          onChange={(value) => change({ caller_id_in: value === "asserted" ? "asserted" : "from" })} />
      </div>
      {shops.length > 1 && shops.map((shop) => (
        <TextInput key={shop.id} type="tel" label={t`Seen by buyers of ${shop.name}`} placeholder={form.caller_id} value={callerId(shop.id)}
          onChange={(event) => setCallerId(shop.id, event.currentTarget.value.replace(/[^\d+]/g, ""))} />
      ))}
      <div className={classes.two}>
        <ListField label={t`Only numbers that begin with`} hint="+380 +48" value={form.prefixes} onChange={(prefixes) => change({ prefixes })} />
        <NumberInput label={t`Order among trunks, lowest first`} min={0} max={1000} value={form.priority} onChange={(value) => change({ priority: Number(value) })} />
      </div>
      <div className={classes.two}>
        <Switch label={t`Numbers with a plus`} checked={form.plus} onChange={(event) => change({ plus: event.currentTarget.checked })} />
        <TextInput label={t`Digits before every number`} value={form.prepend} onChange={(event) => change({ prepend: event.currentTarget.value.replace(/[^\d+*#]/g, "") })} />
      </div>
      <div className={classes.three}>
        <ListField label={t`Countries that may be called; empty: the shop's own`} hint="UA PL" value={form.countries}
          onChange={(countries) => change({ countries: countries.map((one) => one.toUpperCase()) })} />
        <NumberInput label={t`Calls at once`} min={1} max={10000} value={form.max_calls} onChange={(value) => change({ max_calls: Number(value) || 1 })} />
        <NumberInput label={t`Calls in 24 hours`} min={1} max={1000000} value={form.max_per_day} onChange={(value) => change({ max_per_day: Number(value) || 1 })} />
      </div>
    </fieldset>
  );
}

interface ListProps {
  label: string;
  hint: string;
  value: string[];
  onChange: (value: string[]) => void;
}

/** Several words in one field; what is typed stays as typed. */
function ListField({ label, hint, value, onChange }: ListProps) {
  const [text, setText] = useState(value.join(" "));
  return (
    <TextInput label={label} placeholder={hint} value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(event.currentTarget.value.split(/[\s,;]+/).filter(Boolean));
      }} />
  );
}
