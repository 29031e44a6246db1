import { beforeEach, describe, expect, it } from "vitest";

import { Chat } from "./chat";
import { facade } from "./facade";
import type { Plugs } from "./plugs";
import { View } from "./view";
import type { WireHello } from "./wire";

const hello: WireHello = { shop_name: "Чайники", languages: ["uk", "en", "ru", "zh"], language: "uk", open: true, title: "", greeting: "", colour: "#b4512b", limits: { text_chars: 4000, name_chars: 100, contact_chars: 200 } };
const silent: Plugs = {
  server: "https://desk.example", part: () => new Promise(() => undefined), post: () => new Promise(() => undefined), socket: () => ({ send: () => undefined, close: () => undefined }), kept: () => "", keep: () => undefined, now: () => 1000,
  later: () => 0, cancel: () => undefined, pause: () => new Promise(() => undefined), token: () => "t", name: () => `n${++count}`, chance: () => 0, page: () => "", title: () => "", warn: () => undefined,
};
let count = 0, chat: Chat, view: View, root: ShadowRoot;
const find = <T extends HTMLElement>(what: string): T => {
  const node = root.querySelector<T>(what);
  if (!node) throw new Error(`no ${what}`);
  return node;
};

beforeEach(() => {
  document.documentElement.querySelectorAll("[data-scheme]").forEach((node) => node.remove());
  chat = new Chat("wc_demo", silent);
  chat.tell({ is: "settings", settings: hello });
  view = new View(chat, window as Window & typeof globalThis, { scheme: "", call: "javascript:alert(1)" });
  root = [...document.documentElement.children].at(-1)?.shadowRoot as ShadowRoot;
});

describe("the window", () => {
  it("opens, takes the focus, and gives it back on Esc", () => {
    expect(find(".panel").hidden).toBe(true);
    find(".launch").click();
    expect([find(".panel").hidden, find(".launch").getAttribute("aria-expanded")]).toEqual([false, "true"]);
    expect(root.activeElement).toBe(find(".composer textarea"));
    find(".composer textarea").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    expect(find(".panel").hidden).toBe(true);
    expect(root.activeElement).toBe(find(".launch"));
  });

  it("shows what somebody writes as text, whatever it is", () => {
    const nasty = '<img src=x onerror="document.title=1">';
    chat.tell({ is: "message", message: { seq: 1, from: "shop", text: nasty, at: 1, author: "<b>O</b>" } });
    expect(root.querySelector("img, b")).toBeNull();
    expect(find(".text").textContent).toBe(nasty);
  });

  it("shows a file of the shop as a download, and follows no other address", () => {
    chat.tell({ is: "message", message: { seq: 1, from: "shop", text: "", at: 1, files: [{ name: "<b>чек</b>.pdf", path: "/public/v1/files/7-1-ab/x.pdf", bytes: 200_000 }, { name: "x", path: "javascript:alert(1)", bytes: 1 }] } });
    const [file, other] = [...root.querySelectorAll<HTMLAnchorElement>(".file a")];
    expect([file?.getAttribute("href"), file?.rel, file?.textContent]).toEqual(["https://desk.example/public/v1/files/7-1-ab/x.pdf", "noopener noreferrer", "<b>чек</b>.pdf (200 кБ)"]);
    expect(other?.hasAttribute("href")).toBe(false);
    expect(root.querySelector("b")).toBeNull();
    expect(root.querySelectorAll(".text:not(.file)")).toHaveLength(0);
  });

  it("sends with Enter, breaks with Shift, and leaves Enter to who builds Chinese words", () => {
    const text = find<HTMLTextAreaElement>(".composer textarea");
    const press = (more: KeyboardEventInit) => text.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...more }));
    text.value = "你好";
    press({ isComposing: true });
    press({ shiftKey: true });
    expect(chat.state.messages).toHaveLength(0);
    press({});
    expect(chat.state.messages.map((one) => one.text)).toEqual(["你好"]);
    expect(text.value).toBe("");
  });

  it("counts what is unread on the button, in words too", () => {
    chat.tell({ is: "message", message: { seq: 1, from: "shop", text: "Hi", at: 1 } });
    expect(find(".badge").textContent).toBe("1");
    expect(find(".launch").getAttribute("aria-label")).toBe("Чат із магазином, непрочитаних: 1");
    view.open();
    expect(find(".badge").hidden).toBe(true);
  });

  it("keeps a message's row when its ticks change", () => {
    chat.tell({ is: "wrote", local: "a", text: "Hello", at: 1 });
    const row = find(".message");
    chat.tell({ is: "message", message: { seq: 1, from: "buyer", text: "Hello", at: 1, client_id: "a" } });
    chat.tell({ is: "shop_read", seq: 1 });
    expect(find(".message")).toBe(row);
    expect([row.dataset.tick, find(".far").textContent]).toEqual(["read", "прочитано"]);
  });

  it("says a lost connection, and offers another try only for what was refused", () => {
    chat.tell({ is: "wrote", local: "a", text: "Hello", at: 1 });
    chat.tell({ is: "link", link: "lost" });
    expect(find(".bar").hidden).toBe(false);
    expect(root.querySelector(".again")).toBeNull();
    chat.tell({ is: "refused", local: "a", why: "conversations.too_fast" });
    find(".again").click();
    expect(chat.state.messages[0]?.tick).toBe("sending");
  });

  it("speaks another language when he wishes", () => {
    const languages = find<HTMLSelectElement>("select");
    languages.value = "zh";
    languages.dispatchEvent(new Event("change"));
    expect(find(".composer textarea").getAttribute("placeholder")).toBe("输入消息");
    expect(find(".root").lang).toBe("zh");
  });

  it("asks for an address out of hours, and says which field lacks what", async () => {
    chat.tell({ is: "settings", settings: { ...hello, open: false } });
    expect([find(".composer").hidden, find(".letter").hidden]).toEqual([true, false]);
    find("form.fields").dispatchEvent(new Event("submit", { cancelable: true }));
    expect([...root.querySelectorAll("[aria-invalid]")].map((node) => node.id)).toEqual(["name", "contact", "text"]);
    expect(find("#contact-wrong").textContent).toContain("+380");
  });

  it("asks once how it was, when it is over", async () => {
    const over = { state: "closed" as const, last_seq: 1, read_seq: 1, shop_read_seq: 1, began_at: 1 };
    const asked: unknown[] = [];
    chat = new Chat("wc_demo", { ...silent, post: <T>(what: string, body: object) => { asked.push([what, body]); return Promise.resolve({ conversation: { ...over, rating: 4 } } as T); } });
    chat.tell({ is: "settings", settings: hello });
    view = new View(chat, window as Window & typeof globalThis, { scheme: "", call: "" });
    root = [...document.documentElement.children].at(-1)?.shadowRoot as ShadowRoot;
    chat.tell({ is: "conversation", conversation: { ...over, state: "active" } });
    expect(find(".rate").hidden).toBe(true);
    chat.tell({ is: "conversation", conversation: over });
    expect([find(".rate").hidden, find(".more").hidden]).toEqual([false, true]);
    find<HTMLInputElement>(".scores input[value='4']").click();
    find<HTMLInputElement>(".more input").value = " Швидко ";
    find(".rate form").dispatchEvent(new Event("submit", { cancelable: true }));
    await Promise.resolve();
    await Promise.resolve();
    expect(asked).toEqual([["rate", { key: "wc_demo", token: "", score: 4, words: "Швидко" }]]);
    expect([find(".rate form").hidden, find(".rate [role=status]").textContent]).toEqual([true, "Дякуємо, ми це врахуємо."]);
    chat.tell({ is: "conversation", conversation: { ...over, state: "active", rating: 4 } });
    chat.tell({ is: "conversation", conversation: { ...over, rating: 4 } });
    expect(find(".rate").hidden).toBe(true); // he has said it, and is not asked again
  });

  it("follows no script behind the call link", () => {
    expect(find("a.icon").hasAttribute("href")).toBe(false);
  });
});

describe("window.Orderline", () => {
  it("opens, tells what happens, and survives a listener's fault", () => {
    const api = facade(chat, view, (n) => `Order ${n}: `);
    const told: unknown[] = [];
    api.on("open", () => told.push("open"));
    const off = api.on("sent", (value) => told.push(value));
    api.on("nothing" as "open", () => told.push("never"));
    api.push(["open"]);
    chat.write("Hello");
    off();
    chat.write("Unheard");
    expect(told).toEqual(["open", { text: "Hello" }]);
  });

  it("takes only plain words of the page", () => {
    const api = facade(chat, view, (n) => `Order ${n}: `);
    api.setBuyer({ name: "  Oksana ", contact: { toString: () => "x" } as unknown as string });
    expect(chat.buyer).toEqual({ name: "Oksana" });
    api.setOrder("10482");
    expect(find<HTMLTextAreaElement>(".composer textarea").value).toBe("Order 10482: ");
    api.setLanguage("ru-UA");
    expect(chat.state.wish).toBe("ru");
    api.push(["setLanguage", "klingon"]);
    expect(chat.state.wish).toBe("ru");
  });
});
