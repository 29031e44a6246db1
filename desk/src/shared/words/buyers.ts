// Words for the buyer's page: why somebody wants him, why not now, what is missing on his card.
import type { I18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { Words } from "./contact";
import { tell } from "./tell";

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

export const contactChannels: Words = {
  voice: msg`a call`,
  chat: msg`a chat`,
  messenger: msg`a messenger`,
  sms: msg`SMS`,
  letter: msg`a letter`,
  fax: msg`fax`,
};

/** By what a buyer is not to be contacted. */
export const stopScopes: Words = {
  all: msg`in any way`,
  voice: msg`by call`,
  chat: msg`by chat`,
  messenger: msg`by messenger`,
  sms: msg`by SMS`,
  letter: msg`by letter`,
  fax: msg`by fax`,
};

export const wordSources: Words = {
  call: msg`on the phone`,
  chat: msg`in a chat`,
  letter: msg`by letter`,
  form: msg`on a form`,
  shop_visit: msg`in the shop`,
  other: msg`otherwise`,
};

const matters: Words = {
  complaint: msg`a complaint`,
  delivery: msg`a parcel under way`,
  returning: msg`a parcel coming back`,
  promise: msg`a promise of ours`,
};

/** By which rule a contact was allowed. */
export const allowedBecause: Words = {
  within_rules: msg`within the rules`,
  reply: msg`a reply is never held`,
  requested: msg`asked for at this time`,
  consent: msg`the buyer agreed to it`,
};

const notNow: Words = {
  in_talk: msg`Somebody talks with this buyer now`,
  held: msg`Somebody else is with this buyer`,
  do_not_contact: msg`This buyer asked not to be contacted so`,
  do_not_call: msg`This buyer asked not to be called`,
  no_consent: msg`The buyer has not agreed to offers so`,
  open_matter: msg`Something is open between us`,
  day_spent: msg`Contacted often enough today`,
  week_spent: msg`Contacted often enough this week`,
  talks_spent: msg`Talked to often enough today`,
  optional_spent: msg`Asked for an opinion this month already`,
  marketing_day_spent: msg`Offers enough today`,
  marketing_week_spent: msg`Offers enough this week`,
  marketing_month_spent: msg`Offers enough this month`,
  unasked_gap: msg`Contacted a short time ago: what nobody asked for waits`,
  quiet_hours: msg`It is no hour to disturb there`,
  marketing_hours: msg`It is no hour for offers there`,
};

/** A rule that stands against a contact, and of what it speaks. */
export function tellNotNow(i18n: I18n, { code, params }: { code: string; params: [string, string][] }): string {
  const about = new Map(params);
  const matter = about.get("matter");
  const channel = about.get("channel");
  if (code === "open_matter" && matter) return `${tell(i18n, notNow, code)}: ${tell(i18n, matters, matter)}`;
  if (code === "do_not_contact" && channel) return `${tell(i18n, notNow, code)}: ${tell(i18n, stopScopes, channel)}`;
  if (code === "no_consent" && channel) return `${tell(i18n, notNow, code)}: ${tell(i18n, contactChannels, channel)}`;
  return tell(i18n, notNow, code);
}

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
