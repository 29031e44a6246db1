// The real widget in the settings' preview: it stands on what the form says now, and no server hears of it.
import type { Plugs } from "./plugs";
import type { WireHello } from "./wire";

export interface Preview {
  hello: WireHello;
  /** The window stands open from the start. */
  shown: boolean;
}

export function readPreview(text: string | undefined): Preview | undefined {
  return text ? (JSON.parse(text) as Preview) : undefined;
}

/** Answers as the server would; keeps nothing. */
export function previewPlugs(plugs: Plugs, { hello }: Preview): Plugs {
  let seq = 0;
  const post = (what: string, body: object): object => {
    const { text = "", client_id = "" } = body as { text?: string; client_id?: string };
    const message = { seq: ++seq, from: "buyer", text, client_id, at: plugs.now(), state: "delivered" };
    const conversation = { state: "waiting", last_seq: seq, read_seq: 0, shop_read_seq: 0, began_at: plugs.now() };
    const [from, hour] = [Math.ceil(plugs.now() / 3_600_000) * 3_600_000, 3_600_000];
    if (what === "call-times") return { on: true, times: [{ from: from + hour, to: from + 2 * hour }, { from: from + 2 * hour, to: from + 3 * hour }] };
    if (what === "call-back") return { from: from + hour, to: from + 2 * hour };
    if (what === "order") return { found: true, next: "courier_brings", courier: "novaposhta", waybill: "20450000000000" };
    return what === "hello" ? hello : { conversation, message };
  };
  return {
    ...plugs, post: <T>(what: string, body: object) => Promise.resolve(post(what, body) as T), kept: () => "", keep: () => undefined,
    part: <T>(head: object, bytes: Blob) => Promise.resolve({ have: (head as { from: number }).from + bytes.size, ...post("messages", head) } as T),
    socket: () => ({ send: () => undefined, close: () => undefined }),
  };
}
