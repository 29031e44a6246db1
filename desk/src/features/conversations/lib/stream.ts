// What the live stream tells of conversations goes into the cached threads; lists are asked anew by the desk's own rule.
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { threadKey, type BuyerContext, type ChatMessage, type Conversation, type Thread } from "@/shared/api/conversations";
import { onFrame } from "@/shared/live/store";
import type { Frame } from "@/shared/live/socket";

import { lacks, withConversation, withMessage, withRead } from "./thread";

/** While a screen with threads stands. */
export function useConversationStream(): void {
  const cache = useQueryClient();
  useEffect(() => onFrame((frame) => take(cache, frame)), [cache]);
}

export function take(cache: QueryClient, frame: Frame): void {
  if (frame.type === "conversation") told(cache, frame.data as Conversation);
  if (frame.type === "conversation_message") {
    const { conversation_id, message } = frame.data as { conversation_id: string; message: ChatMessage };
    change(cache, conversation_id, (thread) => withMessage(thread, message));
    void cache.invalidateQueries({ queryKey: ["conversations"] });
  }
  if (frame.type === "conversation_context") {
    const { conversation_id, context } = frame.data as { conversation_id: string; context?: BuyerContext | null };
    change(cache, conversation_id, (thread) => ({ ...thread, context: context ?? null }));
  }
  if (frame.type === "conversation_read") {
    const { conversation_id, buyer_read_seq, buyer_got_seq } = frame.data as { conversation_id: string; buyer_read_seq: number; buyer_got_seq: number };
    change(cache, conversation_id, (thread) => withRead(thread, buyer_read_seq, buyer_got_seq));
  }
}

function told(cache: QueryClient, now: Conversation): void {
  const thread = cache.getQueryData<Thread>(threadKey(now.id));
  if (!thread) return;
  change(cache, now.id, (old) => withConversation(old, now));
  if (lacks(thread, now)) void cache.invalidateQueries({ queryKey: threadKey(now.id) }); // last: data that is set counts as fresh
}

export function change(cache: QueryClient, id: string, how: (thread: Thread) => Thread): void {
  cache.setQueryData<Thread>(threadKey(id), (thread) => thread && how(thread));
}

/** An answer of the server to something done here. */
export function keepAnswer(cache: QueryClient, { conversation, message }: { conversation: Conversation; message?: ChatMessage | null }): void {
  change(cache, conversation.id, (thread) => {
    const now = withConversation(thread, conversation);
    return message ? withMessage(now, message) : now;
  });
  void cache.invalidateQueries({ queryKey: ["conversations"] });
}

const fadeMs = 6000;

/** Whether the buyer types now: no "off" comes when he vanishes. */
export function useTyping(id: string): boolean {
  const [typing, setTyping] = useState(false);
  useEffect(() => {
    let timer: number | undefined;
    const off = onFrame((frame) => {
      const data = frame.data as { conversation_id?: string; on?: boolean; message?: ChatMessage } | undefined;
      if (data?.conversation_id !== id) return;
      const on = frame.type === "conversation_typing" ? data.on === true : data.message?.direction === "in" ? false : undefined;
      if (on === undefined) return;
      window.clearTimeout(timer);
      setTyping(on);
      if (on) timer = window.setTimeout(() => setTyping(false), fadeMs);
    });
    return () => {
      off();
      window.clearTimeout(timer);
      setTyping(false);
    };
  }, [id]);
  return typing;
}
