// Words for the codes of conversations.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { ChatMessage, ConversationState } from "@/shared/api/conversations";
import type { Outcome } from "@/shared/api/types";

export const chatStates: Record<ConversationState, MessageDescriptor> = {
  open: msg`Open`,
  waiting_us: msg`Waits for us`,
  waiting_buyer: msg`Waits for the buyer`,
  snoozed: msg`Put off`,
  closed: msg`Finished`,
};

export const messageStates: Record<ChatMessage["state"], MessageDescriptor> = {
  received: msg`received`,
  queued: msg`waiting to be sent`,
  sending: msg`sending`,
  sent: msg`sent`,
  delivered: msg`delivered`,
  read: msg`read`,
  failed: msg`Not sent`,
  perhaps_sent: msg`Perhaps sent`,
};

/** A line of the system, with who it is about. */
export const systemLines: Record<string, MessageDescriptor> = {
  assigned: msg`{name} has it`,
  transferred: msg`{name} handed it on`,
  returned_to_line: msg`Back in the line`,
  closed: msg`{name} closed it`,
  closed_by_buyer: msg`The buyer ended it`,
  reopened: msg`Opened again`,
  undone: msg`Taken back: as it was before`,
  fax_begun: msg`A fax to this number was begun`,
  buyer_left: msg`The buyer left the channel`,
  cascade_late: msg`The first message arrived after all; it was sent by the next channel too`,
  cascade_ended: msg`The message did not arrive by any channel of the list`,
};

/** What there is to say of a buyer's message. */
export const messageMarks: Record<string, MessageDescriptor> = {
  edited: msg`edited`,
  deleted: msg`The buyer deleted this message`,
  unsupported: msg`Not shown here: look in the channel`,
  call: msg`A call in the channel`,
};

/** By digit: what only writing has, and of a call's outcomes those that a chat can have. */
export const chatDispositions: Outcome[] = ["answered", "confirmed", "changed", "postponed", "refused", "complaint", "no_reply", "third_party", "spam"];
