// Delivery time: six usual slots by digit, or any day and hours.
import { TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useState, type KeyboardEvent } from "react";

import { slot as slotWords } from "@/shared/lib/time-words";
import { dateInput, readInputs, timeInput, usualSlots } from "@/shared/lib/zones";
import { serverNow } from "@/shared/lib/clock";
import { Choices } from "@/shared/ui/choices";

import classes from "./confirm-card.module.css";
import { EditorFrame, type EditorProps } from "./editor-frame";

export function SlotEditor({ order, field, zone = "UTC", onSave, onCancel }: EditorProps) {
  const { t, i18n } = useLingui();
  const [now] = useState(serverNow);
  const [slots] = useState(() => usualSlots(zone, now));
  const start = order.delivery_from ?? slots[0]?.from ?? now;
  const [date, setDate] = useState(dateInput(zone, start));
  const [from, setFrom] = useState(timeInput(zone, start));
  const [to, setTo] = useState(timeInput(zone, order.delivery_to ?? slots[0]?.to ?? now));
  const begin = readInputs(zone, date, from);
  const end = readInputs(zone, date, to);
  const ready = begin !== undefined && end !== undefined && end > begin && end > now;
  const save = (delivery_from?: number, delivery_to?: number) =>
    onSave({ field, result: "changed", delivery_from, delivery_to });
  const digits = (event: KeyboardEvent) => {
    const chosen = slots[Number(event.key) - 1];
    if (!chosen || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    save(chosen.from, chosen.to);
  };
  return (
    <EditorFrame field={field} ready={ready} onCancel={onCancel} onSave={() => save(begin, end)}>
      <div onKeyDown={digits}>
        <Choices autoFocus label={t`Usual times`}
          items={slots.map((one, at) => ({
            id: String(one.from), name: dayWords(i18n.locale, now, one.from, zone) + slotWords(i18n.locale, now, one.from, one.to, zone), key: String(at + 1),
          }))}
          onChoose={(id) => {
            const one = slots.find((candidate) => String(candidate.from) === id);
            if (one) save(one.from, one.to);
          }} />
      </div>
      <div className={classes.inline}>
        <TextInput type="date" label={t`Day`} value={date} min={dateInput(zone, now)}
          onChange={(event) => setDate(event.currentTarget.value)} />
        <TextInput type="time" label={t`From`} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        <TextInput type="time" label={t`To`} value={to} onChange={(event) => setTo(event.currentTarget.value)}
          error={begin !== undefined && end !== undefined && end <= begin ? t`Ends before it begins` : undefined} />
      </div>
    </EditorFrame>
  );
}

/** "today " where the slot's words name no day. */
function dayWords(locale: string, now: number, at: number, zone: string): string {
  if (dateInput(zone, now) !== dateInput(zone, at)) return "";
  return `${new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(0, "day")} `;
}
