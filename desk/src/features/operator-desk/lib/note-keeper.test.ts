import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ApiError } from "@/shared/api/client";
import { noteKey } from "@/shared/lib/kept-notes";

import { merged, NoteKeeper } from "./note-keeper";

const key = noteKey("c1");
let server: { note: string; broken: ApiError | null; saves: number };
let stop: (() => void)[];

function keeper(fromServer = server.note) {
  const one = new NoteKeeper("c1", fromServer, {
    load: () => Promise.resolve(server.note),
    save: (text) => {
      server.saves++;
      if (server.broken) return Promise.reject(server.broken);
      server.note = text;
      return Promise.resolve();
    },
  });
  stop.push(one.start());
  return one;
}
/** The browser tells all windows but the one that wrote. */
function otherTypes(text: string): void {
  localStorage.setItem(key, text);
  window.dispatchEvent(new StorageEvent("storage", { key, newValue: text }));
}
const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const lost = new ApiError("desk.offline", 0, "");

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  server = { note: "", broken: null, saves: 0 };
  stop = [];
});
afterEach(() => {
  stop.forEach((one) => one());
  vi.useRealTimers();
});

describe("two windows of one person", () => {
  it("what the other computer saved is shown by a look, before a word is typed", async () => {
    const second = keeper();
    server.note = "first window words";
    await second.look();
    expect(second.snapshot()).toEqual({ text: "first window words", state: "saved" });
    second.type("first window words, second window");
    await later(600);
    expect(server.note).toBe("first window words, second window");
  });

  it("typed without looking, both texts stand", async () => {
    const second = keeper();
    server.note = "first window words";
    await later(6000);
    second.type("second window");
    await later(600);
    expect(server.note).toBe("first window words\nsecond window");
    expect(second.snapshot()).toEqual({ text: server.note, state: "saved" });
  });

  it("follows the other window of this browser, saves its words if that one cannot, and not before", async () => {
    const second = keeper();
    for (const typed of ["abc", "ab", "ab!"]) otherTypes(typed);
    expect(second.snapshot().text).toBe("ab!");
    await later(5000);
    expect(server.saves).toBe(0);
    await later(6000);
    expect(server.note).toBe("ab!");
  });

  it("a card read before the last save takes nothing back", async () => {
    const window = keeper();
    window.type("all of it");
    await later(600);
    window.told("all");
    await later(0);
    expect(window.snapshot().text).toBe("all of it");
  });
});

describe("a save that failed", () => {
  it("is tried again with pauses until it succeeds, and nothing is kept then", async () => {
    server.broken = lost;
    const window = keeper();
    window.type("words");
    await later(600);
    expect(window.snapshot().state).toBe("kept_here");
    await later(2000);
    expect(server.saves).toBeGreaterThan(1);
    server.broken = null;
    await later(5000);
    expect(window.snapshot()).toEqual({ text: "words", state: "saved" });
    expect(localStorage.getItem(key)).toBeNull();
  });

  it("is tried at once when the network is back", async () => {
    server.broken = lost;
    const one = keeper();
    one.type("words");
    await later(20_000);
    server.broken = null;
    window.dispatchEvent(new Event("online"));
    await later(1);
    expect(server.note).toBe("words");
  });

  it("is not tried again when the server refuses it, and wrap-up leaves nothing in the browser", async () => {
    server.broken = new ApiError("calls.contact_over", 409, "");
    const window = keeper();
    window.type("words");
    await later(60_000);
    expect(server.saves).toBe(1);
    window.drop();
    expect(localStorage.getItem(key)).toBeNull();
  });
});

it("merges without saying a thing twice, and takes what was deleted elsewhere", () => {
  expect(merged("abc", "abc", "")).toBe("");
  expect(merged("a", "a b", "a")).toBe("a b");
  expect(merged("a", "a b", "a c")).toBe("a c\nb");
  expect(merged("", "a b", "a")).toBe("a b");
});
