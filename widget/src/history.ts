// What stood before, and what was missed: by asking.
import { lastSeq, type Event, type State } from "./state";
import type { WireConversation, WireMessage } from "./wire";

interface Told {
  readonly state: State;
  tell(event: Event): void;
  door<T>(what: string, body: object, his?: boolean): Promise<T>;
}

interface Page {
  conversation: WireConversation;
  messages: WireMessage[];
  more: boolean;
}

export async function older(chat: Told): Promise<void> {
  const first = chat.state.messages.find(({ seq }) => seq > 0);
  if (!first || !chat.state.more) return;
  const { messages, more } = await chat.door<Page>("history", { before: first.seq }, true);
  chat.tell({ is: "history", messages, more });
}

/** Where no WebSocket gets through. Silence passes. */
export async function askAnew(chat: Told): Promise<void> {
  await chat.door<Page>("history", { since: lastSeq(chat.state) }, true)
    .then(({ messages, conversation }) => [chat.tell({ is: "history", messages }), chat.tell({ is: "conversation", conversation })], () => undefined);
}

/** Too much was missed for one frame. */
export async function catchUp(chat: Told): Promise<void> {
  for (let more = true; more;) {
    const page = await chat.door<Page>("history", { since: lastSeq(chat.state) }, true);
    chat.tell({ is: "history", messages: page.messages });
    more = page.more && page.messages.length > 0;
  }
}
