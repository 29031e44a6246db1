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
  "conversations.origin": msg`Write each address like https://shop.example, without a path; at most twenty.`,
  "conversations.colour": msg`Write the colour like #0a7d5a.`,
  "conversations.name": msg`Name it, so that you find it again.`,
  "conversations.answer_within": msg`0 (no promise) to 1440 minutes.`,
  "conversations.invitation_text": msg`An invitation says something: write it, or take it away.`,
  "conversations.invitation_after": msg`0 to 3600 seconds.`,
  "conversations.invitations": msg`At most ten invitations.`,
  "conversations.line_too_long": msg`That is too long. Make it shorter.`,
  "conversations.queue": msg`This shop has no such queue. Choose another.`,
  "conversations.no_conversation": msg`This conversation is no longer there. Reload the list.`,
};
