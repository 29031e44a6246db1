// Words for the buyer's page: why somebody wants him, why not now, what is missing on his card.
import { msg } from "@lingui/core/macro";

import type { Words } from "./contact";

export const purposes: Words = {
  confirm: msg`to confirm an order`,
  delivery: msg`about a delivery`,
  after_sales: msg`after the sale`,
  claim: msg`a claim for money`,
  reply: msg`a promised reply`,
  feedback: msg`to ask how it was`,
  telesales: msg`to sell`,
  other: msg`another reason`,
};

export const notNow: Words = {
  in_talk: msg`Somebody talks with this buyer now`,
  held: msg`Somebody else is with this buyer`,
  do_not_call: msg`This buyer asked not to be called`,
  day_spent: msg`Called often enough today`,
  week_spent: msg`Called often enough this week`,
  unasked_spent: msg`A call that the buyer did not ask for was made this week`,
  unasked_gap: msg`Called a short time ago: a call that nobody asked for waits`,
  quiet_hours: msg`It is no hour to call there`,
};

export const missingFacts: Words = {
  name: msg`name`,
  surname: msg`surname`,
  phone: msg`telephone`,
  address: msg`address`,
  city: msg`city`,
  language: msg`language`,
  email: msg`e-mail`,
  time_zone: msg`time zone`,
  trusted: msg`who else may receive`,
};

export const threadKinds: Words = {
  contact: msg`Contacts`,
  order: msg`Orders`,
  promise: msg`Promises`,
  decision: msg`Decisions`,
  message: msg`Messages`,
};

export const decisionStates: Words = {
  open: msg`to be decided`,
  chosen: msg`decided`,
  lapsed: msg`nobody decided in time`,
};

/** Lines of a merge: what of the other card goes over. */
export const mergeLines: Words = {
  identities: msg`Numbers and e-mails`,
  addresses: msg`Addresses`,
  trusted: msg`Trusted people`,
  wishes: msg`Wishes not to be called`,
  shops: msg`Shops`,
  points: msg`What is to be said`,
  efforts: msg`Calls counted`,
  orders: msg`Orders`,
  order_efforts: msg`Calls planned about orders`,
  promises: msg`Promises`,
  contacts: msg`Contacts`,
  recordings: msg`Recordings`,
  conversations: msg`Conversations`,
};

/** Why a merge cannot be undone now. */
export const mergeBars: Words = {
  later: msg`another card was merged in later: undo that one first`,
  edited: msg`the card was edited since`,
  moved_on: msg`something of it belongs to another buyer by now`,
  erased: msg`the buyer was erased`,
  merged: msg`this card went into another one: undo that first`,
};
