import { beforeEach, describe, expect, it } from "vitest";

import { Chat } from "./chat";
import { ChatError, type Plugs } from "./plugs";
import { spanOf } from "./span";
import { View } from "./view";
import type { WireHello } from "./wire";

const hello: WireHello = {
  shop_name: "Kettles", languages: ["en", "uk"], language: "en", open: true, title: "", greeting: "", colour: "", share: "off",
  doors: { call_back: true, order_status: true, transcript: false }, limits: { text_chars: 4000, name_chars: 100, contact_chars: 200 },
};
const three = new Date(2026, 10, 24, 15).getTime(), half = 1_800_000;
let asked: { what: string; body: Record<string, unknown> }[], answer: (what: string) => unknown, root: ShadowRoot, chat: Chat;
const plugs: Plugs = {
  part: () => new Promise(() => undefined), post: async <T>(what: string, body: object) => { asked.push({ what, body: body as Record<string, unknown> }); return answer(what) as T; },
  socket: () => ({ send: () => undefined, close: () => undefined }), kept: () => "", keep: () => undefined, now: () => three, later: () => 0, cancel: () => undefined,
  pause: () => new Promise(() => undefined), token: () => "t", name: () => "n", chance: () => 0, page: () => "", title: () => "", warn: () => undefined,
};
const find = <T extends HTMLElement>(what: string, at = 0): T => {
  const node = [...root.querySelectorAll<T>(what)][at];
  if (!node) throw new Error(`no ${what}`);
  return node;
};
const settle = async () => { for (let i = 0; i < 20; i++) await Promise.resolve(); };
const submit = async () => { find("section.letter form").dispatchEvent(new Event("submit", { cancelable: true })); await settle(); };
const words = () => find("section.letter").textContent ?? "";

beforeEach(() => {
  document.documentElement.querySelectorAll("[data-scheme]").forEach((node) => node.remove());
  [asked, answer] = [[], () => ({})];
  chat = new Chat("wc_demo", plugs);
  chat.tell({ is: "settings", settings: hello });
  new View(chat, window as Window & typeof globalThis, { scheme: "", call: "" });
  root = [...document.documentElement.children].at(-1)?.shadowRoot as ShadowRoot;
  find(".launch").click();
});

describe("a call back", () => {
  const times = { on: true, tz: "Europe/Kyiv", times: [{ from: three, to: three + half }, { from: three + half, to: three + 2 * half }] };

  it("is booked at one of the free times and told in his own words", async () => {
    answer = (what) => (what === "call-times" ? times : { from: three + half, to: three + 2 * half });
    find(".chip").click();
    await settle();
    expect([...root.querySelectorAll("option")].map((one) => one.textContent)).toEqual(expect.arrayContaining([expect.stringMatching(/Tue.*, 15:00–15:30/), expect.stringMatching(/Tue.*, 15:30–16:00/)]));
    await submit();
    expect(words()).toContain("Write your number with +");
    find<HTMLInputElement>("input[type=tel]").value = "+380501112233";
    find<HTMLSelectElement>("section.letter select").value = String(three + half);
    await submit();
    expect(asked.at(-1)).toEqual({ what: "call-back", body: { key: "wc_demo", phone: "+380501112233", from: three + half } });
    expect(words()).toContain("We will call you: Tuesday, November 24, 15:30–16:00");
  });

  it("that was taken meanwhile shows what is free now", async () => {
    answer = (what) => { if (what === "call-back") throw new ChatError("callbacks.slot_full", 409); return times; };
    find(".chip").click();
    await settle();
    find<HTMLInputElement>("input[type=tel]").value = "+380501112233";
    await submit();
    expect(asked.map(({ what }) => what)).toEqual(["call-times", "call-back", "call-times"]);
  });

  it("is not forced on who would rather write", async () => {
    answer = () => ({ on: false, tz: "", times: [] });
    find(".chip").click();
    await settle();
    expect(words()).toContain("no free time");
    find("section.letter .again").click();
    expect(find<HTMLTextAreaElement>(".composer textarea").value).toContain("do not call me");
    expect(find(".composer").hidden).toBe(false);
  });
});

describe("an order", () => {
  const asks = async (number: string, end: string) => {
    find(".chip", 1).click();
    find<HTMLInputElement>("section.letter input").value = number;
    find<HTMLInputElement>("section.letter input", 1).value = end;
    await submit();
  };

  it("is told with its next step and its waybill", async () => {
    answer = () => ({ found: true, number: "10482", state: "in_transit", next: "courier_brings", courier: "novaposhta", waybill: "2045", from: three, to: three + half });
    await asks("№ 10482", "22 33");
    expect(asked.at(-1)).toEqual({ what: "order", body: { key: "wc_demo", number: "№ 10482", phone_end: "22 33" } });
    for (const part of ["on its way", "Nova Poshta, waybill 2045", "Tuesday, November 24"]) expect(words()).toContain(part);
  });

  it("that is not found says nothing of which part is wrong; a flood is told to wait", async () => {
    answer = () => ({ found: false });
    await asks("1", "0000");
    expect(words()).toContain("no order with this number and phone");
    answer = () => { throw new ChatError("conversations.too_fast", 429); };
    await submit();
    expect(words()).toContain("Wait a moment");
    await asks("1", "33");
    expect(words()).toContain("Write the last four digits");
  });

  it("leaves by Esc to the chat, not out of it", async () => {
    find(".chip", 1).click();
    find("section.letter h3").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    expect([chat.state.shown, find(".composer").hidden]).toEqual([true, false]);
  });
});

it("a copy by mail is offered when it is over, once", async () => {
  chat.tell({ is: "settings", settings: { ...hello, doors: { call_back: false, order_status: false, transcript: true } } });
  expect(find(".doors").hidden).toBe(true);
  chat.tell({ is: "conversation", conversation: { state: "closed", last_seq: 2, read_seq: 2, shop_read_seq: 2, began_at: 1 } });
  expect(find(".doors").hidden).toBe(false);
  find(".chip", 2).click();
  find<HTMLInputElement>("input[type=email]").value = "ann";
  await submit();
  expect(words()).toContain("name@example.com");
  find<HTMLInputElement>("input[type=email]").value = " ann@example.com ";
  answer = () => { throw new ChatError("doors.copied", 409); };
  await submit();
  expect(words()).toContain("has been sent already");
  answer = () => ({ sent: true });
  await submit();
  expect(asked.at(-1)?.body).toMatchObject({ email: "ann@example.com", language: "en" });
  expect(words()).toContain("Sent to ann@example.com.");
});

it("a promised time is said in the buyer's language", () => {
  expect(spanOf(three, three + half, "uk")).toBe("вівторок, 24 листопада, 15:00–15:30");
});
