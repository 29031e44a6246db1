import { describe, expect, it } from "vitest";

import { buttonsOf, controlsOf, isTelephony, lampsOf, pressOf } from "./headset";
import type { HidCollection } from "./hid";

// As usual headsets describe themselves: hook and mute in report 2 beside other keys, lamps in two reports.
const headset: HidCollection[] = [
  { usagePage: 0x0c, inputReports: [{ reportId: 1, items: [{ usages: [0x0c00e9, 0x0c00ea], reportSize: 1, reportCount: 2 }] }] },
  {
    usagePage: 0x0b,
    inputReports: [{ reportId: 2, items: [
      { isArray: true, usages: [0x0b00b0], reportSize: 4, reportCount: 1 },
      { usages: [0x0b0021], reportSize: 1, reportCount: 1 },
      { usages: [0x0b0020, 0x0b002f], reportSize: 1, reportCount: 2 },
      { reportSize: 1, reportCount: 9 },
    ] }],
    outputReports: [
      { reportId: 2, items: [{ isRange: true, usageMinimum: 0x080017, usageMaximum: 0x080018, reportSize: 1, reportCount: 2 }] },
      { reportId: 3, items: [{ usages: [0x080009], reportSize: 1, reportCount: 1 }] },
    ],
  },
];
const controls = controlsOf(headset);
const report = (...bytes: number[]) => new DataView(new Uint8Array(bytes).buffer);
const none = { hook: false, mute: false };
const quiet = { ringing: false, talking: false, muted: false };

describe("headset buttons", () => {
  it("are found by their usage, wherever they stand", () => {
    expect(controls).toEqual({ hook: { report: 2, bit: 5 }, mute: { report: 2, bit: 6 }, offHookLamp: { report: 2, bit: 0 }, ringLamp: { report: 2, bit: 1 }, muteLamp: { report: 3, bit: 0 } });
    expect([isTelephony(headset), isTelephony(headset.slice(0, 1)), isTelephony([{ usagePage: 1, children: headset }])]).toEqual([true, false, true]);
    expect(controlsOf([])).toEqual({});
  });
  it("answer what rings, end what is talked, mute; each only in its time", () => {
    const up = buttonsOf(controls, none, 2, report(0b0010_0000, 0));
    expect(up).toEqual({ hook: true, mute: false });
    expect(pressOf(none, up, { ...quiet, ringing: true })).toBe("call.answer");
    expect(pressOf(none, up, quiet)).toBeUndefined();
    expect(pressOf(up, none, { ...quiet, talking: true })).toBe("call.end");
    expect(pressOf(none, { hook: false, mute: true }, { ...quiet, talking: true })).toBe("call.mute");
    expect(pressOf(none, { hook: true, mute: true }, { ...quiet, talking: true })).toBe("call.mute");
    expect(pressOf({ hook: true, mute: true }, { hook: true, mute: false }, { ...quiet, talking: true })).toBeUndefined();
  });
  it("read no report that is too short or of another number", () => {
    expect(buttonsOf(controls, { hook: true, mute: false }, 1, report(0xff))).toEqual({ hook: true, mute: false });
    expect(buttonsOf(controls, none, 2, report())).toEqual(none);
  });
  it("have lamps for off hook, mute and ring, each in its report", () => {
    expect([...lampsOf(controls, { ringing: false, talking: true, muted: true })].map(([id, bytes]) => [id, ...bytes])).toEqual([[2, 1], [3, 1]]);
    expect([...lampsOf(controls, { ringing: true, talking: false, muted: false })].map(([id, bytes]) => [id, ...bytes])).toEqual([[2, 2], [3, 0]]);
  });
});
