// The headsets this browser was allowed: opened once, each report goes to the pure part, lamps are told when the call changes.
import { buttonsOf, controlsOf, isTelephony, lampsOf, pressOf, type Buttons, type CallNow, type Controls, type Press } from "./headset";
import { hid, type HidDevice, type HidInput } from "./hid";

interface Open {
  device: HidDevice;
  controls: Controls;
  buttons: Buttons;
}

const open = new Map<HidDevice, Open>();
let call: CallNow = { ringing: false, talking: false, muted: false };
let onPress: (press: Press) => void = () => undefined;
const listeners = new Set<() => void>();
let names: string[] = [];

export const headsetNames = () => names;
export function subscribeHeadsets(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Opens what was allowed before and whatever is plugged in later; gives the way to stop. */
export function startHeadsets(press: (press: Press) => void): () => void {
  onPress = press;
  const api = hid();
  if (!api) return () => undefined;
  const look = () => void api.getDevices().then(openAll).catch(() => undefined);
  look();
  api.addEventListener("connect", look);
  api.addEventListener("disconnect", look);
  return () => {
    api.removeEventListener("connect", look);
    api.removeEventListener("disconnect", look);
    onPress = () => undefined;
  };
}

/** The browser asks which one; nothing chosen is nothing done. */
export async function askForHeadset(): Promise<void> {
  await openAll([...open.keys(), ...((await hid()?.requestDevice({ filters: [{ usagePage: 0x0b }] })) ?? [])]);
}

export function tellHeadsets(now: CallNow): void {
  call = now;
  for (const one of open.values()) light(one);
}

async function openAll(devices: HidDevice[]): Promise<void> {
  for (const gone of [...open.keys()].filter((device) => !devices.includes(device))) open.delete(gone);
  for (const device of devices) {
    if (open.has(device) || !isTelephony(device.collections)) continue;
    if (!device.opened) await device.open();
    const one: Open = { device, controls: controlsOf(device.collections), buttons: { hook: false, mute: false } };
    open.set(device, one);
    device.addEventListener("inputreport", (event) => heard(one, event as HidInput));
    light(one);
  }
  names = [...open.keys()].map(({ productName }) => productName);
  listeners.forEach((listener) => listener());
}

function heard(one: Open, event: HidInput): void {
  const now = buttonsOf(one.controls, one.buttons, event.reportId, event.data);
  const press = pressOf(one.buttons, now, call);
  one.buttons = now;
  if (press && open.has(one.device)) onPress(press);
}

function light(one: Open): void {
  for (const [report, bytes] of lampsOf(one.controls, call)) void one.device.sendReport(report, bytes).catch(() => undefined);
}
