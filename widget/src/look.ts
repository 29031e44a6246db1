// What he looks at, for the desk beside his chat: page, cart, coupon, what a form told him. Only while he shares it, and only
// while a conversation stands; every value is cut to what the server takes.
import type { Plugs } from "./plugs";
import { shares, type Event, type State } from "./state";
import type { WireContext } from "./wire";

const settleMs = 1000;
const linesMost = 50;

export const word = (value: unknown, limit: number): string => (typeof value === "string" || typeof value === "number" ? String(value).trim().slice(0, limit) : "");

/** The page's own arrays are of another realm, and may be changed. */
export const isList = (value: unknown): value is ArrayLike<unknown> => typeof value === "object" && value !== null && typeof (value as { length?: unknown }).length === "number";

const whole = (value: unknown): number => Math.min(99_999, Math.max(0, Math.trunc(Number(value)) || 0));

export function cartOf(lines: unknown, more: unknown): WireContext["cart"] {
  const list = isList(lines) ? Array.from({ length: Math.min(linesMost, lines.length) }, (_, at) => (lines[at] ?? {}) as Record<string, unknown>) : [];
  const { total, coupon } = (more ?? {}) as Record<string, unknown>;
  return { lines: list.map(({ name, quantity, price }) => ({ name: word(name, 200), quantity: whole(quantity ?? 1), price: word(price, 40) })), total: word(total, 40), coupon: word(coupon, 60) };
}

interface Told {
  readonly state: State;
  listen(listener: (state: State, event: Event) => void): void;
  say(frame: object): void;
}

export class Look {
  private page: { url?: string; title?: string; problem?: string } = {};
  private cart: WireContext["cart"] = cartOf([], {});
  private order = "";
  private timer = 0;
  private told = "";

  constructor(private readonly chat: Told, private readonly plugs: Plugs) {
    chat.listen((_, event) => {
      if (event.is === "link") this.told = ""; // another socket: the server knows nothing by it
      if (event.is === "link" || event.is === "shares" || event.is === "conversation") this.plan(0);
    });
  }

  setPage(page: unknown): void {
    const { url, title, problem } = (page ?? {}) as Record<string, unknown>;
    this.page = { url: plain(word(url, 2000)), title: word(title, 200), problem: word(problem, 300) };
    this.plan(settleMs);
  }

  setCart(lines: unknown, more: unknown): void {
    this.cart = cartOf(lines, more);
    this.plan(settleMs);
  }

  setOrder(number: string): void {
    this.order = number;
    this.plan(settleMs);
  }

  private plan(ms: number): void {
    this.plugs.cancel(this.timer);
    this.timer = this.plugs.later(ms, () => this.tell());
  }

  private tell(): void {
    const { state } = this.chat;
    if (state.link !== "up" || !state.conversation) return;
    const over = state.conversation.state === "closed";
    const context = shares(state) && !over ? JSON.stringify(this.now()) : "";
    if (context === this.told) return;
    this.told = context;
    this.chat.say(context ? { type: "context", context: JSON.parse(context) as WireContext } : { type: "context" });
  }

  private now(): WireContext {
    const { page: { url, title, problem = "" }, cart, order, plugs } = this;
    return { url: (url || plugs.page()).slice(0, 500), title: title || word(plugs.title(), 200), problem, order, cart };
  }
}

/** What stands behind ? and # may be a secret of the shop's page. */
function plain(address: string): string {
  try {
    const { protocol, origin, pathname } = new URL(address);
    return /^https?:$/.test(protocol) ? origin + pathname : "";
  } catch {
    return "";
  }
}
