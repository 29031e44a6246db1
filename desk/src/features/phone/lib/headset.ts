// Buttons of a headset by the telephony page of USB HID (0x0B): where they stand in a report, what a press means, and the lamps that the
// headset wants to be told (it sends no hook before it knows that it is off the hook). Pure; the device itself is in headset-devices.
import type { HidCollection, HidItem } from "./hid";

export interface Field {
  report: number;
  bit: number;
}
export interface Controls {
  hook?: Field;
  mute?: Field;
  offHookLamp?: Field;
  muteLamp?: Field;
  ringLamp?: Field;
}
export interface Buttons {
  hook: boolean;
  mute: boolean;
}
export interface CallNow {
  ringing: boolean;
  talking: boolean;
  muted: boolean;
}
export type Press = "call.answer" | "call.end" | "call.mute";

const telephony = 0x0b, leds = 0x08;
const usage = (page: number, id: number) => page * 0x10000 + id;

export const isTelephony = (collections: HidCollection[]): boolean => collections.some((one) => one.usagePage === telephony || isTelephony(one.children ?? []));

export function controlsOf(collections: HidCollection[]): Controls {
  const inputs = fieldsOf(collections, "inputReports");
  const outputs = fieldsOf(collections, "outputReports");
  return {
    hook: inputs.get(usage(telephony, 0x20)),
    mute: inputs.get(usage(telephony, 0x2f)),
    offHookLamp: outputs.get(usage(leds, 0x17)),
    muteLamp: outputs.get(usage(leds, 0x09)),
    ringLamp: outputs.get(usage(leds, 0x18)),
  };
}

function fieldsOf(collections: HidCollection[], kind: "inputReports" | "outputReports"): Map<number, Field> {
  const found = new Map<number, Field>();
  for (const collection of collections) {
    for (const { reportId, items } of collection[kind] ?? []) {
      let bit = 0;
      for (const item of items ?? []) {
        usagesOf(item).forEach((one, at) => found.has(one) || found.set(one, { report: reportId, bit: bit + at * item.reportSize }));
        bit += item.reportSize * item.reportCount;
      }
    }
    for (const [one, field] of fieldsOf(collection.children ?? [], kind)) if (!found.has(one)) found.set(one, field);
  }
  return found;
}

/** An array names its usages by number, not by place: no single bits there. */
function usagesOf(item: HidItem): number[] {
  if (item.isArray) return [];
  if (!item.isRange) return item.usages ?? [];
  const first = item.usageMinimum ?? 0, last = item.usageMaximum ?? -1;
  return Array.from({ length: Math.min(Math.max(0, last - first + 1), item.reportCount) }, (_, at) => first + at);
}

export function buttonsOf(controls: Controls, before: Buttons, report: number, data: DataView): Buttons {
  const of = (field: Field | undefined, old: boolean) => (field?.report === report ? bitAt(data, field.bit) : old);
  return { hook: of(controls.hook, before.hook), mute: of(controls.mute, before.mute) };
}

const bitAt = (data: DataView, bit: number) => bit >> 3 < data.byteLength && ((data.getUint8(bit >> 3) >> (bit & 7)) & 1) === 1;

/** Off the hook takes what rings; on the hook ends what is talked. A call taken by a key leaves the hook to be told later, with another button. */
export function pressOf(before: Buttons, now: Buttons, call: CallNow): Press | undefined {
  if (now.hook && !before.hook && call.ringing) return "call.answer";
  if (!now.hook && before.hook && call.talking) return "call.end";
  return now.mute && !before.mute && call.talking ? "call.mute" : undefined;
}

/** The report that lights what holds, by its id; lamps of one report go together. */
export function lampsOf(controls: Controls, call: CallNow): Map<number, Uint8Array<ArrayBuffer>> {
  const wanted: [Field | undefined, boolean][] = [[controls.offHookLamp, call.talking], [controls.muteLamp, call.talking && call.muted], [controls.ringLamp, call.ringing]];
  const reports = new Map<number, Uint8Array<ArrayBuffer>>();
  for (const [field, on] of wanted) {
    if (!field) continue;
    const old = reports.get(field.report) ?? new Uint8Array();
    const bytes = new Uint8Array(Math.max(old.length, (field.bit >> 3) + 1));
    bytes.set(old);
    if (on) bytes[field.bit >> 3] = (bytes[field.bit >> 3] ?? 0) | (1 << (field.bit & 7));
    reports.set(field.report, bytes);
  }
  return reports;
}
