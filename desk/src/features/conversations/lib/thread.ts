// A thread as it changes by what the stream and the server's answers tell. Pure; the cache of queries holds the result.
import type { ChatMessage, Conversation, Thread } from "@/shared/api/conversations";

/** A message stands once, by the server's place; what it answered late never takes a tick back. */
export function withMessage(thread: Thread, message: ChatMessage): Thread {
  const others = thread.messages.filter((one) => one.id !== message.id);
  const old = thread.messages.find((one) => one.id === message.id);
  const messages = [...others, old ? { ...message, state: further(old.state, message.state) } : message].sort((a, b) => a.seq - b.seq);
  const newest = message.seq > thread.conversation.last_seq;
  const conversation = newest ? { ...thread.conversation, last_seq: message.seq, last_at: message.at } : thread.conversation;
  return { ...thread, messages, conversation };
}

/** The stream hides words and numbers that the thread's own answer had: they stay. */
export function withConversation(thread: Thread, now: Conversation): Thread {
  const old = thread.conversation;
  if (now.version < old.version) return thread;
  return { ...thread, conversation: { ...now, buyer_contact: now.buyer_contact || old.buyer_contact, preview: now.preview || old.preview } };
}

export function withRead(thread: Thread, read: number, got: number): Thread {
  const messages = thread.messages.map((one) => {
    if (one.direction !== "out") return one;
    const state = one.seq <= read ? "read" : one.seq <= got ? "delivered" : one.state;
    return { ...one, state: further(one.state, state) };
  });
  return { ...thread, messages };
}

export function withOlder(thread: Thread, older: { items: ChatMessage[]; more: boolean }): Thread {
  const have = new Set(thread.messages.map(({ id }) => id));
  return { ...thread, messages: [...older.items.filter(({ id }) => !have.has(id)), ...thread.messages].sort((a, b) => a.seq - b.seq), more: older.more };
}

/** True when the stream says of more than the thread holds: then it is asked anew. */
export const lacks = (thread: Thread, now: Conversation): boolean => now.last_seq > (thread.messages.at(-1)?.seq ?? 0);

const ticks: ChatMessage["state"][] = ["sent", "delivered", "read"];
const earlier: ChatMessage["state"][] = ["received", "queued", "sending"];

/** A tick stays against what is told late; before it left, and after a failure, the server has the word. */
function further(old: ChatMessage["state"], now: ChatMessage["state"]): ChatMessage["state"] {
  if (!ticks.includes(old)) return now;
  const back = earlier.includes(now) || now === "perhaps_sent" || (ticks.includes(now) && ticks.indexOf(now) < ticks.indexOf(old));
  return back ? old : now;
}

export interface Day {
  /** "2026-11-23", in the reader's zone. */
  day: string;
  messages: ChatMessage[];
}

/** One line for each day between the messages. */
export function byDay(messages: readonly ChatMessage[], timeZone?: string): Day[] {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  const days: Day[] = [];
  for (const message of messages) {
    const day = format.format(message.at);
    const last = days.at(-1);
    if (last?.day === day) last.messages.push(message);
    else days.push({ day, messages: [message] });
  }
  return days;
}

/** The newest word of the buyer's that she has not told to be read. */
export function toRead(thread: Thread): number {
  if (thread.conversation.unread === 0) return 0;
  return thread.messages.filter(({ direction }) => direction === "in").at(-1)?.seq ?? 0;
}

/** The next tab after `now`, round and round. */
export function nextOf(ids: readonly string[], now: string | undefined): string | undefined {
  if (ids.length === 0) return undefined;
  return ids[(ids.indexOf(now ?? "") + 1) % ids.length];
}

/** Ends of a snooze: an hour on, this evening, tomorrow and in a week at nine, on the clock of this computer. */
export function snoozeEnds(now: number): { id: "hour" | "evening" | "tomorrow" | "week"; until: number }[] {
  const at = (days: number, hour: number) => {
    const date = new Date(now);
    date.setDate(date.getDate() + days);
    date.setHours(hour, 0, 0, 0);
    return date.getTime();
  };
  const ends = [
    { id: "hour" as const, until: now + 3_600_000 }, { id: "evening" as const, until: at(0, 18) },
    { id: "tomorrow" as const, until: at(1, 9) }, { id: "week" as const, until: at(7, 9) },
  ];
  return ends.filter(({ id, until }) => id !== "evening" || until > now + 3_600_000);
}
