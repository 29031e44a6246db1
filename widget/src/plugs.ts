// The world outside of the chat's own rules: network, clock, storage, chance. Tests put their own in.
import type { WireFrame } from "./wire";

export class ChatError extends Error {
  constructor(readonly code: string, readonly status: number, readonly field = "", readonly retryAfterMs = 0, readonly have = 0) {
    super(code);
  }
}

/** Who he is by the word of the shop's own server; `signature` covers the others as they stand. */
export interface Signed {
  id: string;
  name: string;
  email: string;
  phone: string;
  signature: string;
}

/** Who he is, as the page or the form says. */
export interface Buyer {
  name?: string;
  contact?: string;
}

export interface SocketEvents {
  opened(): void;
  heard(frame: WireFrame): void;
  closed(): void;
}

export interface Plugs {
  /** The server's address, for its files. */
  server?: string;
  /** ChatError with the server's code; status 0 when nobody answers. */
  post<T>(what: string, body: object): Promise<T>;
  /** A part of a file, after a line that says whose and where; as `post`. */
  part<T>(head: object, bytes: Blob, signal: AbortSignal): Promise<T>;
  socket(events: SocketEvents): { send(text: string): void; close(): void };
  kept(name: string): string;
  keep(name: string, value: string): void;
  now(): number;
  later(ms: number, run: () => void): number;
  cancel(timer: number): void;
  pause(ms: number): Promise<void>;
  /** 32 random bytes as base64url. */
  token(): string;
  /** A name for a message. */
  name(): string;
  /** 0 to 1. */
  chance(): number;
  /** Address of the page, without what stands behind # and ?. */
  page(): string;
  title(): string;
  /** To who builds the shop's page: in the console. */
  warn(text: string): void;
}

const longestPauseMs = 15_000;

/** Grows, with some chance in it, so that a restarted server is not met by everybody at once. */
export const backOff = (tries: number, chance: number): number => Math.min(longestPauseMs, 500 * 2 ** Math.min(tries, 6)) * (0.7 + chance * 0.6);

const silentMs = 20_000;

/** `host` is the page's own window; everything else is this realm's, which the page cannot have changed. */
export function browserPlugs(server: string, key: string, host: Window): Plugs {
  const slot = (name: string) => (name === "token" ? `orderline.chat.${key}` : `orderline.chat.${key}.${name}`);
  const memory: Record<string, string> = {};
  return {
    server,
    post: (what, body) => post(`${server}/public/v1/chat/${what}`, body),
    part: (head, bytes, signal) => send(`${server}/public/v1/chat/files`, new Blob([JSON.stringify(head), "\n", bytes]), signal, 120_000),
    socket: (events) => open(`${server.replace(/^http/, "ws")}/public/v1/chat/live`, events),
    kept: (name) => {
      try {
        return host.localStorage.getItem(slot(name)) ?? "";
      } catch {
        return memory[name] ?? ""; // a page without storage: the conversation lives as long as the page
      }
    },
    keep: (name, value) => {
      memory[name] = value;
      try {
        if (value) host.localStorage.setItem(slot(name), value);
        else host.localStorage.removeItem(slot(name));
      } catch { /* see above */ }
    },
    now: () => Date.now(),
    later: (ms, run) => window.setTimeout(run, ms),
    cancel: (timer) => window.clearTimeout(timer),
    pause: (ms) => new Promise((resolve) => window.setTimeout(resolve, ms)),
    token: () => base64url(32),
    name: () => base64url(12),
    chance: () => Math.random(),
    page: () => host.location.origin + host.location.pathname,
    title: () => host.document.title,
    warn: (text) => window.console.error(`Orderline: ${text}`),
  };
}

function base64url(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return btoa(String.fromCharCode(...random)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** text/plain, so that the browser asks no permission first (the server knows no OPTIONS). */
const post = <T>(url: string, body: object): Promise<T> => send(url, JSON.stringify(body));

async function send<T>(url: string, body: BodyInit, his?: AbortSignal, mostMs = silentMs): Promise<T> {
  const stop = new AbortController();
  const timer = window.setTimeout(() => stop.abort(), mostMs);
  his?.addEventListener("abort", () => stop.abort());
  try {
    const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "text/plain" }, body, credentials: "omit", signal: stop.signal });
    const text = await answer.text();
    if (!answer.ok) throw problem(answer, text);
    return JSON.parse(text) as T;
  } catch (error) {
    throw error instanceof ChatError ? error : new ChatError("chat.offline", 0);
  } finally {
    window.clearTimeout(timer);
  }
}

function problem(answer: Response, text: string): ChatError {
  try {
    const { code, field, params } = JSON.parse(text) as { code?: string; field?: string; params?: [string, string][] };
    const of = (what: string) => Number(params?.find(([name]) => name === what)?.[1]);
    return new ChatError(code ?? "chat.unknown", answer.status, field, of("retry_after_ms") || Number(answer.headers.get("retry-after")) * 1000 || 0, of("have") || 0);
  } catch {
    return new ChatError("chat.unknown", answer.status);
  }
}

function open(url: string, events: SocketEvents): { send(text: string): void; close(): void } {
  let over = false;
  const end = () => {
    if (over) return;
    over = true;
    window.clearInterval(watch);
    events.closed();
  };
  const socket = new WebSocket(url);
  let lastHeard = Date.now();
  // A half-dead network never closes the socket by itself: silence does (a ping goes out every 20 s).
  const watch = window.setInterval(() => Date.now() - lastHeard > 45_000 && (socket.close(), end()), 5000);
  socket.onopen = () => events.opened();
  socket.onmessage = ({ data }) => {
    lastHeard = Date.now();
    events.heard(JSON.parse(String(data)) as WireFrame);
  };
  socket.onclose = end;
  return {
    send: (text) => socket.readyState === WebSocket.OPEN && socket.send(text),
    close: () => socket.close(),
  };
}
