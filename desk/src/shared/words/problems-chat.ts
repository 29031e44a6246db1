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
  "conversations.out_bounced": msg`The letter came back: his mailbox does not take it. Check the address with him.`,
  "mail.name": msg`No mail server has this name. Check its spelling.`,
  "mail.folder": msg`The mailbox has no such folder. Write its name as the provider does.`,
  "mail.clear": msg`Without encryption letters go only to this machine. Choose TLS.`,
  "mail.lost": msg`The mail server ended the connection. It is tried again.`,
  "mail.late": msg`The mail server is silent. It is tried again.`,
  "mail.imap": msg`The mail server does not understand us. It is tried again.`,
  "mail.unanswered": msg`The letter left and the mail server said nothing. Ask the buyer before you send it again.`,
  "letters.no_mailbox": msg`This mailbox is no longer there. Reload the page.`,
  "letters.address_taken": msg`This shop has this mailbox already.`,
  "letters.version_conflict": msg`Somebody changed this mailbox meanwhile. Open it again.`,
  "letters.needed": msg`This must be filled in.`,
  "letters.line": msg`One line of plain text, please.`,
  "letters.host": msg`The name of the server alone, like imap.example.com.`,
  "letters.port": msg`A port is a number from 1 to 65535; usual are 993 and 465.`,
  "letters.secret_unreadable": msg`The stored password cannot be read any more. Enter it again.`,
  "letters.disk": msg`A letter cannot be written to the disk. Tell IT.`,
  "letters.gone": msg`This letter is no longer kept here.`,
};
