import { describe, expect, it } from "vitest";

import { defaultKeys, find, isLetter, mayRemap, strokeName, type ActionId, type Stroke } from "./keymap";

const stroke = (code: string, more: Partial<Stroke> = {}): Stroke => ({
  code, key: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, inField: false, ...more,
});
const press = (s: Stroke, singleKeys = true) => find(defaultKeys, singleKeys, {}, s, 0).action;

describe("keys", () => {
  it("answer with a function key from inside any field, also with single keys off", () => {
    expect(press(stroke("F2", { inField: true }))).toBe("call.answer");
    expect(press(stroke("F2", { inField: true }), false)).toBe("call.answer");
  });

  it("end a call only by a chord", () => {
    expect(press(stroke("KeyE", { ctrlKey: true, inField: true }))).toBe("call.end");
    expect(press(stroke("KeyE"))).toBeUndefined();
    expect(isLetter(defaultKeys["call.end"])).toBe(false);
  });

  it("rest as letters inside fields and when switched off", () => {
    expect(press(stroke("KeyH"))).toBe("call.hold");
    expect(press(stroke("KeyH", { inField: true }))).toBeUndefined();
    expect(press(stroke("KeyH"), false)).toBeUndefined();
  });

  it("go by place, not by layout", () => {
    expect(press(stroke("KeyM", { key: "ь" }))).toBe("call.mute");
    expect(press(stroke("KeyK", { key: "л", ctrlKey: true }))).toBe("palette");
    expect(press(stroke("Slash", { key: ",", shiftKey: true }))).toBe("help");
  });

  it("take two strokes within the time", () => {
    const first = find(defaultKeys, true, {}, stroke("KeyG"), 1000);
    expect(first.action).toBeUndefined();
    expect(find(defaultKeys, true, first.state, stroke("KeyO"), 1800).action).toBe("go.orders");
    expect(find(defaultKeys, true, first.state, stroke("KeyO"), 9000).action).toBe("contact.order");
    expect(find(defaultKeys, true, first.state, stroke("KeyZ"), 1200).state.pending).toBeUndefined();
  });

  it("leave Ctrl with a letter that means nothing to the browser", () => {
    expect(press(stroke("KeyC", { ctrlKey: true }))).toBeUndefined();
    expect(strokeName(stroke("ControlLeft", { ctrlKey: true }))).toBe("");
  });

  it("are all different", () => {
    const all = Object.values(defaultKeys);
    expect(new Set(all).size).toBe(all.length);
  });

  it("can be moved, but not onto each other, nor to a key that writes for ending a call", () => {
    expect(mayRemap(defaultKeys, "call.hold", "E")).toBe("ok");
    expect(mayRemap(defaultKeys, "call.hold", "M")).toBe("taken");
    expect(mayRemap(defaultKeys, "call.hold", "G")).toBe("taken");
    expect(mayRemap(defaultKeys, "call.end" as ActionId, "E")).toBe("unsafe");
  });
});
