// What the server refuses about agreed answers, and the way out.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

export const cannedProblems: Record<string, MessageDescriptor> = {
  "conversations.variable": msg`“{name}” is not filled in yet. Write it in place of the double braces, then send.`,
  "canned.unknown": msg`This answer is no longer there. Reload the list.`,
  "canned.key": msg`A key is up to 30 letters, digits, - and _, without blanks.`,
  "canned.language": msg`Choose the language of the answer.`,
  "canned.text_empty": msg`Write what is to be answered.`,
  "canned.text_too_long": msg`An answer has at most 4000 characters.`,
  "canned.braces": msg`“{name}” stands between single braces and would be sent as it is. Write it between double ones.`,
  "canned.variable": msg`Nothing is called “{name}”. Take one of the names below the words.`,
  "canned.taken": msg`This shop has an answer of this key and language already. Change that one.`,
  "canned.too_many": msg`A shop keeps at most 1000 answers.`,
  "canned.no_draft": msg`Nothing waits for approval here any more.`,
  "canned.not_approved": msg`This answer is not approved. Ask a supervisor, or write yourself.`,
  "canned.conversation": msg`This answer is of another shop.`,
  "canned.shop": msg`Choose one of your shops.`,
};
