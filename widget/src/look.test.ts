import { beforeEach, describe, expect, it } from "vitest";

import { Look, cartOf } from "./look";
import type { Plugs } from "./plugs";
import { initial, reduce, type Event, type State } from "./state";
import type { WireContext, WireHello } from "./wire";

const hello = (share: "off" | "asks" | "tells") => ({ share, open: true, languages: [] }) as unknown as WireHello;
const conversation = { state: "active", last_seq: 0, read_seq: 0, shop_read_seq: 0, began_at: 0 } as const;

let state: State, listeners: ((state: State, event: Event) => void)[], said: { type: string; context?: WireContext }[], due: (() => void) | undefined, look: Look;
const tell = (event: Event) => { state = reduce(state, event); for (const one of listeners) one(state, event); };
const run = () => { const now = due; due = undefined; now?.(); };
const plugs = { later: (_: number, run: () => void) => { due = run; return 1; }, cancel: () => { due = undefined; }, page: () => "https://shop.example/kettle", title: () => "<script>alert(1)</script>" } as unknown as Plugs;

beforeEach(() => {
  [state, listeners, said] = [initial, [], []];
  look = new Look({ get state() { return state; }, listen: (one) => void listeners.push(one), say: (frame) => void said.push(frame as { type: string }) }, plugs);
});
const talks = (share: "off" | "asks" | "tells") => {
  tell({ is: "settings", settings: hello(share) });
  tell({ is: "conversation", conversation });
  tell({ is: "link", link: "up" });
  run();
};

describe("what he looks at", () => {
  it("is told to nobody until he allows it, and no more when he takes it back", () => {
    talks("asks");
    look.setCart([{ name: "Kettle" }], {});
    run();
    expect(said.filter(({ context }) => context)).toEqual([]);
    tell({ is: "shares", shares: "yes" });
    run();
    expect(said.at(-1)?.context).toMatchObject({ url: "https://shop.example/kettle", title: "<script>alert(1)</script>", cart: { lines: [{ name: "Kettle", quantity: 1, price: "" }] } });
    tell({ is: "shares", shares: "no" });
    run();
    expect(said.at(-1)).toEqual({ type: "context" });
  });

  it("is told from the start where the shop says so, once for each change, and again by a new socket", () => {
    talks("tells");
    expect(said).toHaveLength(1);
    look.setCart([], {});
    run();
    expect(said).toHaveLength(1);
    tell({ is: "link", link: "lost" });
    tell({ is: "link", link: "up" });
    run();
    expect(said).toHaveLength(2);
    tell({ is: "conversation", conversation: { ...conversation, state: "closed" } });
    run();
    expect(said.at(-1)).toEqual({ type: "context" });
  });

  it("never says what the shop switched off", () => {
    talks("off");
    tell({ is: "shares", shares: "yes" });
    run();
    expect(said.filter(({ context }) => context)).toEqual([]);
  });

  it("keeps what stands behind ? and # in his address for itself", () => {
    talks("tells");
    look.setPage({ url: "https://shop.example/pay?card=4111#x", problem: "No such street" });
    run();
    expect(said.at(-1)?.context).toMatchObject({ url: "https://shop.example/pay", problem: "No such street" });
    look.setPage({ url: "javascript:alert(1)" });
    run();
    expect(said.at(-1)?.context?.url).toBe("https://shop.example/kettle");
  });

  it("cuts a cart of a megabyte to what the server takes", () => {
    const cart = cartOf(Array.from({ length: 20_000 }, () => ({ name: "x".repeat(500), quantity: 1e12, price: {} })), { total: "y".repeat(500), coupon: null });
    expect(JSON.stringify(cart).length).toBeLessThan(16_000);
    expect(cart.lines).toHaveLength(50);
    expect(cart.lines[0]).toEqual({ name: "x".repeat(200), quantity: 99_999, price: "" });
    expect(cartOf({ length: -1 }, null).lines).toEqual([]);
    expect(cartOf("nonsense", "x").lines).toEqual([]);
    expect(cartOf([null, { quantity: "two" }], undefined).lines.map(({ quantity }) => quantity)).toEqual([1, 0]);
  });
});
