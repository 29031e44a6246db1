// The one place that speaks HTTP to the server. Every failure is an ApiError with the server's code, so that screens
// can name the field and the way out; a lost network is the code "desk.offline".
import { noteServerTime } from "@/shared/lib/clock";

export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly detail: string,
    readonly field?: string,
    readonly params: [string, string][] = [],
  ) {
    super(`${code}: ${detail}`);
  }
}

export type Query = Record<string, string | number | boolean | undefined>;

export interface Options {
  query?: Query;
  body?: unknown;
  /** Compare-and-set: the version that was read; a lost race answers *.version_conflict. */
  version?: number;
  /** Survives the closing of the page (drafts). */
  keepalive?: boolean;
  signal?: AbortSignal;
  /** A file's own bytes instead of JSON (CSV upload). */
  raw?: Blob;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export async function call<T>(method: Method, path: string, options: Options = {}): Promise<T> {
  const sentAt = Date.now();
  const response = await send(method, path, options);
  const date = Date.parse(response.headers.get("date") ?? "");
  if (!Number.isNaN(date)) noteServerTime(sentAt, Date.now(), date);
  const text = await response.text();
  if (!response.ok) throw problem(response.status, text);
  return (text ? JSON.parse(text) : undefined) as T;
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) => call<T>("GET", path, { query, signal });
export const post = <T>(path: string, body: unknown = {}, options: Options = {}) =>
  call<T>("POST", path, { ...options, body });
export const patch = <T>(path: string, body: unknown, version?: number) => call<T>("PATCH", path, { body, version });

async function send(method: Method, path: string, options: Options): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (method !== "GET") headers["x-requested-with"] = "orderline";
  if (options.version !== undefined) headers["if-match"] = `"${options.version}"`;
  if (options.body !== undefined) headers["content-type"] = "application/json";
  if (options.raw) headers["content-type"] = "text/csv";
  try {
    return await fetch(path + queryText(options.query), {
      method,
      headers,
      body: options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body)),
      keepalive: options.keepalive,
      signal: options.signal,
      credentials: "same-origin",
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError("desk.offline", 0, "The server does not answer.");
  }
}

export function queryText(query: Query = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  if (pairs.length === 0) return "";
  return `?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString()}`;
}

function problem(status: number, text: string): ApiError {
  try {
    const body = JSON.parse(text) as { code?: string; detail?: string; field?: string; params?: [string, string][] };
    return new ApiError(body.code ?? "desk.unknown", status, body.detail ?? "", body.field, body.params);
  } catch {
    return new ApiError("desk.unknown", status, text.slice(0, 200));
  }
}
