import { beforeEach, describe, expect, it } from "vitest";

import { Chat } from "./chat";
import { ChatError, type Plugs, type SocketEvents } from "./plugs";
import type { WireConversation, WireMessage } from "./wire";

const talk: WireConversation = { state: "waiting", last_seq: 1, read_seq: 0, shop_read_seq: 0, began_at: 0 };
const hello = { shop_name: "Kettles", languages: ["uk", "en"], language: "uk", open: true, title: "", greeting: "", colour: "#0a7d5a", limits: { text_chars: 4000, name_chars: 100, contact_chars: 200 } };

/** A server and a clock under the test's hand: answers are what `answer` gives, timers run when told. */
class World implements Plugs {
  asked: { what: string; body: Record<string, unknown> }[] = [];
  said: Record<string, unknown>[] = [];
  store: Record<string, string> = {};
  timers = new Map<number, { ms: number; run: () => void }>();
  socketEvents: SocketEvents[] = [];
  names = 0;
  time = 1000;
  answer: (what: string, body: Record<string, unknown>) => unknown = (what, body) => (what === "hello" ? hello : { conversation: talk, message: this.stored(body) });
  private seq = 0;

  stored = (body: Record<string, unknown>): WireMessage => ({ seq: ++this.seq, from: "buyer", text: String(body.text), at: this.time, client_id: String(body.client_id), state: "sent" });
  post = async <T>(what: string, body: object): Promise<T> => {
    this.asked.push({ what, body: body as Record<string, unknown> });
    return this.answer(what, body as Record<string, unknown>) as T;
  };
  part = <T>() => new Promise<T>(() => undefined);
  socket = (events: SocketEvents) => {
    this.socketEvents.push(events);
    return { send: (text: string) => void this.said.push(JSON.parse(text) as Record<string, unknown>), close: () => events.closed() };
  };
  kept = (name: string) => this.store[name] ?? "";
  keep = (name: string, value: string) => void (this.store[name] = value);
  now = () => this.time;
  later = (ms: number, run: () => void) => {
    const id = this.timers.size + 1;
    this.timers.set(id, { ms, run });
    return id;
  };
  cancel = (timer: number) => void this.timers.delete(timer);
  pause = async () => undefined;
  token = () => "t".repeat(43);
  name = () => `local-${++this.names}`;
  chance = () => 0.5;
  page = () => "https://shop.example/kettle";
  title = () => "Kettles";
  warned: string[] = [];
  warn = (text: string) => void this.warned.push(text);

  get line() {
    const last = this.socketEvents.at(-1);
    if (!last) throw new Error("no socket");
    return last;
  }
  welcome(messages: WireMessage[] = []) {
    this.line.opened();
    this.line.heard({ type: "welcome", conversation: talk, messages });
  }
  fire() {
    const due = [...this.timers.values()];
    this.timers.clear();
    for (const { run } of due) run();
  }
  sent = () => this.asked.filter(({ what }) => what === "open" || what === "messages");
}

let world: World;
const settle = async () => { for (let i = 0; i < 20; i++) await Promise.resolve(); };
beforeEach(() => { world = new World(); });
const begun = async () => {
  const chat = new Chat("wc_demo", world);
  await chat.start("");
  return chat;
};

describe("the chat", () => {
  it("begins with the first message, under a token that is kept before it is sent", async () => {
    const chat = await begun();
    let kept = "";
    const { answer } = world;
    world.answer = (what, body) => { kept = world.kept("token"); return answer(what, body); };
    chat.write("Hello");
    await settle();
    expect(kept).toBe("t".repeat(43));
    expect(world.sent()[0]).toMatchObject({ what: "open", body: { client_id: "local-1", text: "Hello", page: "https://shop.example/kettle" } });
    expect(chat.state.messages[0]).toMatchObject({ seq: 1, tick: "sent" });
    chat.write("Again");
    await settle();
    expect(world.sent()[1]).toMatchObject({ what: "messages", body: { client_id: "local-2" } });
  });

  it("shows nothing on a page that it is not for, and stands by a server that is silent for a while", async () => {
    world.answer = () => { throw new ChatError("conversations.foreign_origin", 403); };
    expect(await new Chat("wc_demo", world).start("")).toBe(false);
    let tries = 0;
    world.answer = () => { if (++tries < 3) throw new ChatError("chat.offline", 0); return hello; };
    expect(await new Chat("wc_demo", world).start("")).toBe(true);
  });

  it("takes silence to a message for the end of its socket, though that seems to stand", async () => {
    const chat = await begun();
    chat.write("one");
    await settle();
    world.welcome();
    expect(chat.state.link).toBe("up");
    const { answer } = world;
    world.answer = () => { throw new ChatError("chat.offline", 0); };
    chat.write("two");
    await settle();
    expect(chat.state.link).toBe("lost");
    world.answer = answer;
    world.fire();
    world.welcome();
    await settle();
    expect([chat.state.link, chat.state.messages.map(({ tick }) => tick)]).toEqual(["up", ["sent", "sent"]]);
  });

  it("sends after silence the same message under the same name, in order, and keeps it over a reload meanwhile", async () => {
    const chat = await begun();
    const { answer } = world;
    world.answer = (what) => { throw new ChatError(`chat.offline ${what}`, 0); };
    chat.write("one");
    chat.write("two");
    await settle();
    expect(world.sent().map(({ body }) => body.text)).toEqual(["one"]);
    expect(chat.state.link).toBe("lost");
    const reloaded = new Chat("wc_demo", world);
    expect(reloaded.state.messages.map(({ text, tick }) => [text, tick])).toEqual([["one", "sending"], ["two", "sending"]]);
    world.answer = answer;
    world.fire();
    await settle();
    expect(world.sent().map(({ body }) => [body.text, body.client_id])).toEqual([["one", "local-1"], ["one", "local-1"], ["two", "local-2"]]);
    expect(chat.state.messages.map(({ tick }) => tick)).toEqual(["sent", "sent"]);
    expect(world.kept("out")).toBe("");
  });

  it("tells a refusal at its message, and goes on with the next", async () => {
    const chat = await begun();
    const { answer } = world;
    world.answer = (what, body) => { if (body.text === "bad") throw new ChatError("conversations.text_too_long", 400); return answer(what, body); };
    chat.write("bad");
    chat.write("good");
    await settle();
    expect(chat.state.messages.map(({ text, tick, why }) => [text, tick, why])).toEqual([["good", "sent", ""], ["bad", "failed", "conversations.text_too_long"]]);
    world.answer = answer;
    chat.again("local-1");
    await settle();
    expect(chat.state.messages.map(({ tick }) => tick)).toEqual(["sent", "sent"]);
  });

  it("waits as long as it is asked to when it was too fast", async () => {
    const chat = await begun();
    world.answer = () => { throw new ChatError("conversations.too_fast", 429, "", 4200); };
    chat.write("one");
    await settle();
    expect([...world.timers.values()].map(({ ms }) => ms)).toContain(4200);
    expect(chat.state.messages[0]?.tick).toBe("sending");
  });

  it("resumes after the last that it has, and says that he has seen it while the window is open", async () => {
    world.answer = () => ({ ...hello, conversation: talk });
    world.store.token = "t".repeat(43);
    const chat = await begun();
    world.welcome([{ seq: 4, from: "shop", text: "Hi", at: 1, author: "Oksana" }]);
    expect(chat.state.link).toBe("up");
    expect(world.said).toEqual([{ type: "hello", key: "wc_demo", token: "t".repeat(43), since: 0 }]);
    chat.show(true);
    expect(world.said.at(-1)).toEqual({ type: "read", seq: 4 });
    world.line.closed();
    expect(chat.state.link).toBe("lost");
    world.fire();
    world.welcome();
    expect(world.said.filter(({ type }) => type === "hello").at(-1)).toMatchObject({ since: 4 });
    expect(chat.state.link).toBe("up");
  });

  it("asks for what is new where no WebSocket gets through", async () => {
    world.answer = (what) => (what === "history" ? { conversation: talk, messages: [{ seq: 2, from: "shop", text: "By asking", at: 2 }], more: false } : { ...hello, conversation: talk });
    const chat = await begun();
    for (let i = 0; i < 4; i++) { world.line.closed(); world.fire(); }
    await settle();
    expect(chat.state.messages.map(({ text }) => text)).toEqual(["By asking"]);
  });

  it("begins anew when the server knows the conversation no more, without losing what he wrote", async () => {
    world.answer = () => ({ ...hello, conversation: talk });
    world.store.token = "old";
    const chat = await begun();
    world.welcome();
    const opened: string[] = [];
    world.answer = (what, body) => {
      if (what === "messages") throw new ChatError("conversations.no_conversation", 404);
      opened.push(String(body.token));
      return { conversation: talk, message: world.stored(body) };
    };
    chat.write("Still here?");
    await settle();
    expect(opened).toEqual(["t".repeat(43)]);
    expect(chat.state.messages.map(({ text, tick }) => [text, tick])).toEqual([["Still here?", "sent"]]);
  });

  it("says that he types at most every three seconds", async () => {
    world.answer = () => ({ ...hello, conversation: talk });
    const chat = await begun();
    world.welcome();
    const typed = () => world.said.filter(({ type }) => type === "typing").length;
    world.time = 10_000;
    chat.typist.mine();
    chat.typist.mine();
    expect(typed()).toBe(1);
    world.time += 3000;
    chat.typist.mine();
    expect(typed()).toBe(2);
  });

  const olena = { id: "42", name: "Olena", email: "olena@example.com", phone: "", signature: "ab" };
  const signs = () => world.asked.filter(({ what }) => what === "buyer").map(({ body }) => body);

  it("has the shop's word of him checked at once, and again when there is a conversation to join", async () => {
    const { answer } = world;
    world.answer = (what, body) => (what === "buyer" ? { joined: "token" in body } : answer(what, body));
    const chat = await begun();
    await chat.signer.sign(olena);
    expect(signs()).toEqual([{ key: "wc_demo", ...olena }]);
    chat.write("Hello");
    await settle();
    world.welcome();
    expect(signs()[1]).toMatchObject({ token: "t".repeat(43), signature: "ab" });
    chat.hurry();
    await settle();
    expect([signs().length, world.warned]).toEqual([2, []]);
  });

  it("says in the console that a signature does not fit, and asks no more", async () => {
    const { answer } = world;
    world.answer = (what, body) => { if (what === "buyer") throw new ChatError("conversations.signature", 400); return answer(what, body); };
    const chat = await begun();
    await chat.signer.sign(olena);
    chat.write("Hello");
    await settle();
    expect(signs()).toHaveLength(1);
    expect(world.warned).toHaveLength(1);
    expect(world.warned[0]).toContain("conversations.signature");
    expect(chat.state.messages[0]?.tick).toBe("sent"); // he writes as everybody does
  });

  it("shows a conversation of somebody else at the same browser to nobody", async () => {
    const { answer } = world;
    world.store.token = "his".repeat(20);
    world.answer = (what, body) => { if (what === "buyer") throw new ChatError("conversations.other_buyer", 409); return what === "hello" ? { ...hello, conversation: talk } : answer(what, body); };
    const chat = await begun();
    world.welcome([{ seq: 1, from: "buyer", text: "My secret", at: 1 }]);
    await chat.signer.sign(olena);
    await settle();
    expect([chat.state.conversation, chat.state.messages, world.kept("token")]).toEqual([undefined, [], ""]);
  });
});
