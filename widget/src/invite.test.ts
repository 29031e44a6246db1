import { describe, expect, it } from "vitest";

import { Chat } from "./chat";
import { invitationFor, mayInvite } from "./invite";
import type { Plugs } from "./plugs";
import { previewPlugs } from "./preview";
import type { WireHello, WireInvitation } from "./wire";

const one: WireInvitation = { page: "", language: "", text: "Help?", after_s: 30, with_cart: false };
const visit = { page: "https://shop.example/kettles", language: "uk", cart: false };
const hello: WireHello = { shop_name: "Kettles", languages: ["uk"], language: "uk", open: true, title: "", greeting: "", colour: "", invitations: [one], limits: { text_chars: 4000, name_chars: 100, contact_chars: 200 } };

describe("which invitation", () => {
  it("fits page, language and cart; the soonest of those", () => {
    expect(invitationFor([one, { ...one, text: "Sooner", after_s: 5 }], visit)?.text).toBe("Sooner");
    expect(invitationFor([{ ...one, page: "/cart" }], visit)).toBeUndefined();
    expect(invitationFor([{ ...one, page: "/kett" }], visit)).toBeDefined();
    expect(invitationFor([{ ...one, language: "en" }], visit)).toBeUndefined();
    expect(invitationFor([{ ...one, with_cart: true }], visit)).toBeUndefined();
    expect(invitationFor([{ ...one, with_cart: true }], { ...visit, cart: true })).toBeDefined();
  });

  it("comes once in a day; what was kept wrongly never silences it", () => {
    const day = 24 * 3600_000;
    expect([mayInvite("", day), mayInvite("1000", day), mayInvite("1000", day + 1000), mayInvite("x", day)]).toEqual([true, false, true, true]);
  });
});

function house() {
  const kept: Record<string, string> = {}, timers: { ms: number; run: () => void }[] = [];
  const plugs: Plugs = {
    part: () => new Promise(() => undefined), post: <T>() => Promise.resolve(hello as T), socket: () => ({ send: () => undefined, close: () => undefined }), kept: (name) => kept[name] ?? "", keep: (name, value) => { kept[name] = value; },
    now: () => 1e12, later: (ms, run) => timers.push({ ms, run }), cancel: (at) => void (timers[at - 1] && (timers[at - 1] = { ms: -1, run: () => undefined })), pause: () => new Promise(() => undefined),
    token: () => "t", name: () => "n", chance: () => 0, page: () => visit.page, title: () => "", warn: () => undefined,
  };
  return { chat: new Chat("wc_demo", plugs), plugs, timers, kept };
}

describe("an invitation", () => {
  it("is said after its time, and not again that day", async () => {
    const { chat, timers, kept, plugs } = house();
    await chat.start("");
    expect(timers.map(({ ms }) => ms)).toEqual([30_000]);
    timers[0]?.run();
    expect([chat.state.invited, kept.invited]).toEqual(["Help?", "1000000000000"]);
    const next = new Chat("wc_demo", plugs);
    await next.start("");
    expect(timers).toHaveLength(1);
  });

  it("never comes to who has opened the window", async () => {
    const { chat, timers } = house();
    await chat.start("");
    chat.show(true);
    timers[0]?.run();
    expect(chat.state.invited).toBe("");
  });

  it("leaves the page when he opens the window, and waits for a cart that fills later", async () => {
    const { chat, timers } = house();
    await chat.start("");
    chat.tell({ is: "settings", settings: { ...hello, invitations: [{ ...one, with_cart: true, text: "Your cart" }] } });
    chat.inviter.plan();
    expect(timers).toHaveLength(1);
    chat.tell({ is: "cart", full: true });
    timers[1]?.run();
    expect(chat.state.invited).toBe("Your cart");
    chat.show(true);
    expect(chat.state.invited).toBe("");
  });
});

it("a preview answers by itself: nothing leaves it", async () => {
  const { plugs, kept } = house();
  const asked: string[] = [];
  const chat = new Chat("preview", previewPlugs({ ...plugs, post: <T>(what: string) => { asked.push(what); return Promise.resolve({} as T); } }, { hello: { ...hello, title: "Draft" }, shown: true }));
  await chat.start("");
  chat.write("Hello");
  await new Promise((resolve) => setTimeout(resolve));
  expect([chat.state.settings?.title, chat.state.messages[0]?.tick, asked, kept]).toEqual(["Draft", "delivered", [], {}]);
});
