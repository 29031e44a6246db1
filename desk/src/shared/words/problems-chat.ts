// What the server refuses about conversations, and the way out.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

export const chatProblems: Record<string, MessageDescriptor> = {
  "conversations.offer_gone": msg`The chat went on to somebody else, or the buyer left.`,
  "conversations.has_owner": msg`A colleague has this conversation. Ask to have it handed over.`,
  "conversations.not_yours": msg`Only who has the conversation writes to the buyer. Take it first, or leave a note.`,
  "conversations.not_at_work": msg`The colleague is not signed in. Choose another, or a queue.`,
  "conversations.disposition": msg`Say how it ended: choose an outcome.`,
  "conversations.text_empty": msg`Write something first.`,
  "conversations.text_too_long": msg`That is too long for one message. Make two of it.`,
  "conversations.too_fast": msg`Too many messages at once. Wait a moment, then send again.`,
  "conversations.no_conversation": msg`This conversation is no longer there. Reload the list.`,
};
