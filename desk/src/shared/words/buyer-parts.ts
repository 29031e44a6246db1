// Words for what is kept about a buyer, part by part, and for what holds an erasure back.
import { msg } from "@lingui/core/macro";

import type { Words } from "./contact";

export const fileParts: Words = {
  card: msg`Card`,
  identities: msg`Numbers and e-mails`,
  addresses: msg`Addresses`,
  trusted: msg`Trusted people`,
  wishes: msg`Wishes not to be called`,
  shops: msg`Shops`,
  views: msg`Who saw the data`,
  looks: msg`Who is at the card now`,
  points: msg`What is to be said`,
  efforts: msg`Calls counted`,
  erasure: msg`Erasures`,
  merges: msg`Merged cards`,
  promises: msg`Promises`,
  questions: msg`Difficult questions`,
  orders: msg`Orders`,
  order_lines: msg`Lines of orders`,
  order_facts: msg`Confirmed facts`,
  order_changes: msg`Changes of orders`,
  order_story: msg`History of orders`,
  store_orders: msg`Orders as the store told them`,
  order_merges: msg`Merged orders`,
  order_duties: msg`Duties about orders`,
  order_efforts: msg`Calls planned about orders`,
  parcels: msg`Parcels`,
  tracking: msg`Tracking of parcels`,
  decisions: msg`Decisions`,
  order_ways: msg`Ways of delivery`,
  stock: msg`Goods kept for orders`,
  store_events: msg`Messages of the store`,
  checkouts: msg`Carts left behind`,
  contacts: msg`Contacts`,
  contact_line: msg`Waiting and the line`,
  contact_parts: msg`Parts of talks`,
  recordings: msg`Recordings`,
  callbacks: msg`Call-backs at a time`,
  conversations: msg`Conversations`,
  messages: msg`Messages`,
  letters: msg`Letters`,
};

export const heldBack: Words = {
  open_orders: msg`Orders that are not finished`,
  unpaid_orders: msg`Orders that are not paid in full`,
  open_promises: msg`Promises that nobody has kept yet`,
  open_contacts: msg`Contacts that are not over`,
  recordings_held: msg`Recordings held for a dispute: they stay until they are released`,
};
