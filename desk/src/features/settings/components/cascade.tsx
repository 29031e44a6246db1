// The shop's list for messages that must arrive: one channel after the other, and how long each is waited for.
import { Button, NativeSelect, NumberInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";

import { cascadesQuery, setCascade, type CascadeRule, type CascadeStep } from "@/shared/api/cascade";
import { useCan, useMe } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { channelKinds } from "@/shared/words/channels";
import { tell } from "@/shared/words/tell";

import classes from "./settings.module.css";

type Kind = CascadeStep["channel"];
const kinds: Kind[] = ["viber", "whatsapp", "telegram", "messenger", "instagram", "xmpp", "generic", "sms"];
const most = 4;

export function Cascades() {
  const { shops } = useMe();
  const { data, error } = useQuery(cascadesQuery);
  if (!data) return <ProblemText error={error} />;
  return (
    <>
      {shops.map((shop) => {
        const rule = data.items.find((one) => one.shop_id === shop.id) ?? { shop_id: shop.id, steps: [], version: 1 };
        return <Cascade key={shop.id} rule={rule} name={shops.length > 1 ? shop.name : ""} />;
      })}
    </>
  );
}

function Cascade({ rule, name }: { rule: CascadeRule; name: string }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const may = useCan("settings.edit");
  const [version, setVersion] = useState(rule.version);
  const [steps, setSteps] = useState<CascadeStep[]>(rule.steps);
  if (rule.version !== version) { // kept by us, or by somebody else: his list is shown, and the sentence stays
    setVersion(rule.version);
    setSteps(rule.steps);
  }
  const busy = useRef(false);
  const save = useMutation({
    mutationFn: () => setCascade(rule.shop_id, version, steps),
    // At once, so that a second press is no quarrel with oneself.
    onSuccess: (fresh) => cache.setQueryData(cascadesQuery.queryKey, (old) => old && { items: [...old.items.filter((one) => one.shop_id !== fresh.shop_id), fresh] }),
    onSettled: () => {
      busy.current = false;
      void cache.invalidateQueries({ queryKey: cascadesQuery.queryKey });
    },
  });
  const left = kinds.filter((kind) => !steps.some((step) => step.channel === kind));
  const change = (at: number, part: Partial<CascadeStep>) => setSteps(steps.map((step, i) => (i === at ? { ...step, ...part } : step)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy.current) return; // a double click comes before the button knows
    busy.current = true;
    save.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit} aria-label={t`Messages that must arrive`}>
      <strong><Trans>Messages that must arrive</Trans>{name && ` · ${name}`}</strong>
      <p><Trans>When such a message is refused, or is not delivered in time, it goes on by the next channel: once, and counted as one contact.</Trans></p>
      {steps.map((step, at) => (
        <Step key={step.channel} step={step} last={at === steps.length - 1} others={left} may={may} onChange={(part) => change(at, part)} onRemove={() => setSteps(steps.filter((_, i) => i !== at))} />
      ))}
      <ProblemText error={save.error} />
      {may && (
        <div className={classes.buttons}>
          {steps.length < most && <Button size="xs" variant="default" leftSection={<Icon name="plus" />} onClick={() => setSteps([...steps, { channel: left[0]!, wait_s: 300 }])}><Trans>Add a channel</Trans></Button>}
          <Button size="xs" type="submit" loading={save.isPending} disabled={steps.length === 1}><Trans>Save</Trans></Button>
        </div>
      )}
    </form>
  );
}

interface StepProps {
  step: CascadeStep;
  last: boolean;
  others: Kind[];
  may: boolean;
  onChange: (part: Partial<CascadeStep>) => void;
  onRemove: () => void;
}

function Step({ step, last, others, may, onChange, onRemove }: StepProps) {
  const { t, i18n } = useLingui();
  const name = tell(i18n, channelKinds, step.channel);
  return (
    <div className={classes.buttons} role="group" aria-label={name}>
      <NativeSelect size="xs" aria-label={t`Channel`} value={step.channel} disabled={!may} onChange={(event) => onChange({ channel: event.currentTarget.value as Kind })}
        data={[step.channel, ...others].map((kind) => ({ value: kind, label: tell(i18n, channelKinds, kind) }))} />
      {!last && <NumberInput size="xs" aria-label={t`Minutes to wait for delivery`} suffix={` ${t`min`}`} min={1} max={1440} allowDecimal={false} disabled={!may} value={Math.max(1, Math.round(step.wait_s / 60))}
        onChange={(value) => onChange({ wait_s: Number(value || 1) * 60 })} />}
      {may && <Button size="xs" variant="subtle" onClick={onRemove} aria-label={t`Take ${name} off the list`}><Icon name="cross" /></Button>}
    </div>
  );
}
