import { beforeEach, describe, expect, it } from "vitest";

import { Chat } from "./chat";
import { ChatError, type Plugs } from "./plugs";
import { unsent } from "./state";
import type { WireHello } from "./wire";

const hello: WireHello = { shop_name: "Kettles", languages: ["en"], language: "en", open: true, title: "", greeting: "", colour: "", limits: { text_chars: 4000, name_chars: 100, contact_chars: 200, file_bytes: 10, part_bytes: 4 } };
const conversation = { state: "waiting" as const, last_seq: 1, read_seq: 0, shop_read_seq: 0, began_at: 1 };
type Head = { token: string; client_id: string; name: string; from: number; total: number };

let heads: Head[], answers: ((head: Head, bytes: Blob, signal: AbortSignal) => Promise<unknown>)[], pauses: number[], chat: Chat, count: number;
const took = ({ client_id, name, total }: Head) => Promise.resolve({ have: total, conversation, message: { seq: 1, from: "buyer", text: "", at: 1, client_id, files: [{ name, path: "/public/v1/files/x/y", bytes: total }] } });
const goesOn = (head: Head, bytes: Blob) => (head.from + bytes.size === head.total ? took(head) : Promise.resolve({ have: head.from + bytes.size }));
const plugs = (): Plugs => ({
  server: "", post: () => new Promise(() => undefined), socket: () => ({ send: () => undefined, close: () => undefined }), kept: () => "", keep: () => undefined, now: () => 5,
  part: (head, bytes, signal) => {
    heads.push(head as Head);
    return (answers.shift() ?? goesOn)(head as Head, bytes, signal) as Promise<never>;
  },
  later: () => 0, cancel: () => undefined, pause: (ms) => { pauses.push(ms); return Promise.resolve(); }, token: () => "his-token", name: () => `f${++count}`, chance: () => 0, page: () => "https://shop/x", title: () => "", warn: () => undefined,
});
const file = (name: string, size: number) => new File(["x".repeat(size)], name);
const settled = async () => { for (let turn = 0; turn < 40; turn++) await Promise.resolve(); };

beforeEach(() => {
  [heads, answers, pauses, count] = [[], [], [], 0];
  chat = new Chat("wc", plugs());
  chat.tell({ is: "settings", settings: hello });
});

describe("files that he sends", () => {
  it("go in parts under his own token, and the last part is the message", async () => {
    chat.uploads.add([file("a.txt", 9)]);
    expect(chat.state.messages[0]?.upload).toMatchObject({ name: "a.txt", bytes: 9, part: 0 });
    expect(unsent(chat.state)).toEqual([]); // words go their own way
    await settled();
    expect(heads.map(({ token, from, total }) => [token, from, total])).toEqual([["his-token", 0, 9], ["his-token", 4, 9], ["his-token", 8, 9]]);
    expect(chat.state.messages).toHaveLength(1);
    expect(chat.state.messages[0]).toMatchObject({ seq: 1, local: "f1", tick: "sent", files: [{ name: "a.txt" }] });
    expect(chat.state.messages[0]?.upload).toBeUndefined();
    expect(chat.state.conversation).toEqual(conversation);
  });

  it("that are too large or empty are refused before anything leaves", async () => {
    chat.uploads.add([file("big", 11), file("none", 0)]);
    await settled();
    expect(heads).toEqual([]);
    expect(chat.state.messages.map(({ tick, why }) => [tick, why])).toEqual([["failed", "files.too_large"], ["failed", "files.empty"]]);
  });

  it("are ten at a time, and the first that is left out says so", async () => {
    chat.uploads.add(Array.from({ length: 14 }, (_, at) => file(`n${at}`, 1)));
    await settled();
    expect(new Set(heads.map(({ name }) => name)).size).toBe(10);
    expect(chat.state.messages.filter(({ tick }) => tick === "failed").map(({ upload, why }) => [upload?.name, why])).toEqual([["n10", "files.too_many"]]);
  });

  it("go on where the network broke, and where the server says it is", async () => {
    answers = [goesOn, () => Promise.reject(new ChatError("chat.offline", 0)), () => Promise.reject(new ChatError("files.part", 409, "", 0, 8))];
    chat.uploads.add([file("a", 9)]);
    await settled();
    expect(heads.map(({ from }) => from)).toEqual([0, 4, 4, 8]);
    expect(pauses).toHaveLength(1);
    expect(chat.state.messages[0]?.seq).toBe(1);
  });

  it("say what they wait for when there are too many, and go on", async () => {
    let go = () => undefined as void;
    const held = plugs();
    held.pause = () => new Promise((resolve) => { go = () => resolve(undefined); });
    chat = new Chat("wc", held);
    chat.tell({ is: "settings", settings: hello });
    answers = [() => Promise.reject(new ChatError("files.too_many_unsent", 429, "", 30_000))];
    chat.uploads.add([file("late", 3)]);
    await settled();
    expect(chat.state.messages[0]).toMatchObject({ tick: "sending", why: "files.too_many_unsent" });
    go();
    await settled();
    expect(chat.state.messages[0]).toMatchObject({ tick: "sent", why: "" });
  });

  it("stop when he says so; the next one goes", async () => {
    answers = [(_, __, signal) => new Promise((_done, fail) => { signal.addEventListener("abort", () => { fail(new Error("aborted")); }); })];
    chat.uploads.add([file("a", 9), file("b", 2)]);
    await settled();
    chat.uploads.stop("f1");
    await settled();
    expect(chat.state.messages.map(({ local, seq }) => [local, seq])).toEqual([["f2", 1]]);
  });

  it("that the server refuses say why, and can be tried again", async () => {
    answers = [() => Promise.reject(new ChatError("files.channel_sends_none", 403))];
    chat.uploads.add([file("a", 2)]);
    await settled();
    expect(chat.state.messages[0]).toMatchObject({ tick: "failed", why: "files.channel_sends_none" });
    chat.again("f1");
    await settled();
    expect(chat.state.messages[0]).toMatchObject({ tick: "sent", seq: 1 });
  });
});
