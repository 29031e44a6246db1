// Words for the codes of orders, their seven facts, promises and money.
import { msg } from "@lingui/core/macro";

import type { CheckField, DeskState, Order, PromiseNotice, Promise_ } from "@/shared/api/types";
import type { Words } from "./contact";

export const deskStates: Words<DeskState> = {
  new: msg`New`,
  calling: msg`Calling`,
  confirmed: msg`Confirmed`,
  hold: msg`Held`,
  no_contact: msg`No contact`,
  cancelled: msg`Cancelled`,
  duplicate: msg`Duplicate`,
  handed_over: msg`Handed over`,
  in_transit: msg`In transit`,
  at_point: msg`At the pick-up point`,
  out_for_delivery: msg`Out for delivery`,
  delivered: msg`Delivered`,
  attempt_failed: msg`Delivery failed`,
  refused: msg`Refused at delivery`,
  completed: msg`Completed`,
  returning: msg`On its way back`,
  returned: msg`Returned`,
  merged: msg`Merged`,
};

/** Why two orders cannot become one. */
export const mergeBars: Words = {
  shop: msg`another shop`,
  currency: msg`another currency`,
  destination: msg`another address`,
  waybill: msg`a waybill exists`,
  state: msg`its state does not allow it`,
  lines: msg`too many lines together`,
};

/** The seven facts, in the order in which they are asked. */
export const checkOrder: CheckField[] = [
  "recipient", "phone", "address", "product", "quantity", "amount", "delivery_time",
];

export const checkFields: Words<CheckField> = {
  recipient: msg`Recipient`,
  address: msg`Address`,
  phone: msg`Phone`,
  product: msg`Product`,
  quantity: msg`Quantity`,
  amount: msg`Amount`,
  delivery_time: msg`Delivery time`,
};

export const deliveryMethods: Words<Order["delivery_method"]> = {
  courier: msg`Courier`,
  branch: msg`Branch`,
  locker: msg`Parcel locker`,
  pickup: msg`Pick-up in the shop`,
};

export const payMethods: Words = {
  cod: msg`Cash on delivery`,
  prepaid: msg`Prepaid`,
  card: msg`Card`,
  other: msg`Other payment`,
};

export const payStates: Words<Order["pay_state"]> = {
  unpaid: msg`Unpaid`,
  paid: msg`Paid`,
  partly_paid: msg`Partly paid`,
  refunded: msg`Refunded`,
};

export const shipStates: Words<Order["ship_state"]> = {
  none: msg`No waybill`,
  registered: msg`Waybill made`,
  in_transit: msg`In transit`,
  delivered: msg`Delivered`,
  returned: msg`Returned`,
};

export const holdReasons: Words = {
  customer_asked: msg`The buyer asked to wait`,
  no_stock: msg`Out of stock`,
  payment: msg`Waiting for payment`,
  address: msg`Address is unclear`,
  other: msg`Another reason`,
};

export const cancelReasons: Words = {
  changed_mind: msg`Changed mind`,
  price: msg`Price or delivery cost`,
  found_elsewhere: msg`Bought elsewhere`,
  no_stock: msg`Out of stock`,
  wrong_order: msg`Ordered by mistake`,
  fake: msg`Not a real order`,
  store: msg`Cancelled in the shop`,
  other: msg`Another reason`,
};

export const promiseKinds: Words<Promise_["kind"]> = {
  reply: msg`Reply`,
  callback: msg`Call back`,
  delivery: msg`Delivery`,
  refund: msg`Refund`,
};

export const promiseStates: Words<Promise_["state"]> = {
  open: msg`Open`,
  kept: msg`Kept`,
  late: msg`Late`,
  broken: msg`Broken`,
  cancelled: msg`Cancelled`,
};

/** Why a promise interrupts somebody. */
export const promiseNotices: Words<PromiseNotice["notice"]> = {
  asked: msg`A difficult question for you`,
  warning: msg`Due soon`,
  broken: msg`Promise broken`,
  escalated: msg`Broken by somebody you lead`,
  handed_over: msg`Handed over to you`,
};

/** Who made it. */
export const promiseSources: Words = {
  operator: msg`in a talk`,
  order: msg`by confirming the order`,
  hours: msg`by the closed shop`,
  question: msg`difficult question`,
  store: msg`by the shop`,
};

export const timelineKinds: Words = {
  created: msg`Order came in`,
  check_confirmed: msg`Fact confirmed`,
  check_changed: msg`Fact changed`,
  approval_asked: msg`More than the own limits: asked of the superior`,
  approval_approved: msg`The superior approved it`,
  payment_came: msg`Money came`,
  told_short: msg`The buyer was told that goods are short`,
  check_reopened: msg`Fact must be asked again`,
  call: msg`Talk about the order began`,
  confirm: msg`Order confirmed`,
  hold: msg`Order held`,
  no_contact: msg`Buyer could not be reached`,
  cancel: msg`Order cancelled`,
  duplicate: msg`Marked as a duplicate`,
  reopen: msg`Order reopened`,
  recheck: msg`Changed after confirmation`,
  hand_over: msg`Handed over to the courier`,
  depart: msg`On its way`,
  arrive: msg`At the pick-up point`,
  go_out: msg`Out for delivery`,
  deliver: msg`Delivered`,
  fail: msg`Delivery failed`,
  refuse: msg`Refused at delivery`,
  complete: msg`Completed`,
  send_back: msg`Sent back`,
  take_back: msg`Taken back into stock`,
  promise_made: msg`Promise made`,
  in_shop: msg`The order stands in the shop`,
  shop_sum_differs: msg`The shop counts another sum`,
  store_changed: msg`Order changed in the shop`,
  store_conflict: msg`The shop's change was kept apart: the fact is already confirmed`,
  store_status: msg`Status changed in the shop`,
  merge: msg`Merged into another order`,
  joined: msg`Another order was merged into it`,
  unmerged: msg`The merge was undone`,
  tapped: msg`Confirmed by the buyer's own tap`,
  split: msg`Pieces were split off`,
  owner: msg`Another owner`,
};

/** Where a confirmed order lies, and why. */
export const sorts: Words = {
  unconfirmed: msg`To confirm`,
  ready: msg`Ready to send`,
  held: msg`Held`,
  short: msg`Short`,
  gone: msg`With the courier`,
};

export const sortReasons: Words = {
  none: msg`—`,
  in_stock: msg`in stock, reserved`,
  stock_not_kept: msg`nobody counts this stock`,
  no_stock: msg`not enough in stock`,
  on_hold: msg`held by a person`,
  payment: msg`waits for the payment`,
  no_slot: msg`no delivery time agreed`,
  slot_past: msg`the delivery time has passed`,
};

/** What the owner of an order owes next. */
export const nextKinds: Words = {
  confirm: msg`Confirm`,
  hold_ends: msg`Hold ends`,
  tell_buyer: msg`Tell the buyer`,
  pay: msg`Payment`,
  hand_over: msg`Hand over to the courier`,
  delivery: msg`Delivery`,
  nothing: msg`—`,
};

export const messageKinds: Words = {
  confirmed: msg`Message about the confirmation`,
  prepay: msg`Message about the prepayment`,
  confirm_ask: msg`Message that asks to confirm by a tap`,
  short_ask: msg`Message about goods that are short`,
};

export const payRequestStates: Words = {
  sending: msg`perhaps sent`,
  sent: msg`sent`,
  failed: msg`not sent`,
};

/** What the buyer of short goods chose. */
export const shortOutcomes: Words = {
  waits: msg`She waits for it`,
  substitute: msg`She takes something else`,
  less: msg`She takes what is there`,
  cancels: msg`She cancels`,
  undecided: msg`She has not decided`,
};

export const effortPurposes: Words = {
  confirm: msg`Call to confirm`,
  short_goods: msg`Call about goods that are short`,
};

/** Why the buyer is not called at this moment. */
export const whyNoCall: Words = {
  gap: msg`the gap between tries`,
  busy: msg`it was busy a moment ago`,
  talked: msg`he has just been in touch himself`,
  next_day: msg`tried enough today`,
  daypart: msg`the other half of his day comes first`,
  hours: msg`it is no hour to call him`,
};

/** How the effort to reach him ended. */
export const effortEnds: Words = {
  confirmed: msg`Confirmed`,
  cancelled: msg`Order cancelled`,
  hold: msg`Order held`,
  duplicate: msg`Marked as a duplicate`,
  merged: msg`Merged into another order`,
  no_contact: msg`Buyer could not be reached`,
  tries_used: msg`Every try is used`,
  wrong_number: msg`Wrong number, not dialled again`,
  no_number: msg`No number to call`,
  do_not_call: msg`Does not want calls`,
  switched_off: msg`Calls were switched off`,
  told: msg`Buyer knows`,
  in_stock: msg`The goods came`,
  handed_over: msg`Handed over to the courier`,
};

/** Where an order came from. */
export const orderSources: Words = {
  desk: msg`taken by hand`,
  demo: msg`demo shop`,
  csv: msg`CSV file`,
  woocommerce: msg`WooCommerce`,
  split: msg`split off another order`,
};

/** Where an order of the desk stands in the shop's own system. */
export const copyStates: Words = {
  off: msg`Not sent: the shop is not asked to take orders of the desk`,
  unsupported: msg`This platform takes no orders from us. Enter it there by hand.`,
  waiting: msg`Waits to be sent to the shop`,
  sending: msg`Is being sent to the shop`,
  perhaps: msg`Perhaps sent: the shop is asked before it is sent again`,
  done: msg`In the shop`,
  refused: msg`Not in the shop`,
};
