// What an order refuses.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

export const orderProblems: Record<string, MessageDescriptor> = {
  "orders.checks_open": msg`Some facts are not confirmed yet. Go through the open lines first.`,
  "orders.state": msg`The order's state does not allow this. Reopen it first or look at its timeline.`,
  "orders.version_conflict": msg`Somebody else changed this order. The fresh version is shown; repeat your change if it still fits.`,
  "orders.merge": msg`These orders cannot become one.`,
  "orders.same_buyer": msg`A telephone alone proves nobody. Ask whether both orders are hers, then tick the box.`,
  "orders.waybill": msg`A waybill exists already. Only the courier can change the parcel now.`,
  "orders.not_merged": msg`No order is merged into this one any more.`,
  "orders.no_duty": msg`Nobody has to be told about this order any more.`,
  "orders.owner": msg`Choose somebody else who works with orders here.`,
  "orders.attempt_rule": msg`This rule cannot be. Look at the marked field.`,
  "orders.rules": msg`This rule cannot be. Look at the marked field.`,
  "orders.phone": msg`This is no phone number. Write it with country code.`,
  "orders.value_missing": msg`There is nothing to confirm yet. Press E and enter it.`,
  "orders.slot": msg`The delivery time must end after it begins.`,
  "orders.slot_far": msg`A delivery time lies within a year and takes a month at most.`,
  "orders.masked": msg`This is the hidden form of the address. Write the whole address.`,
  "orders.slot_past": msg`This delivery time has passed. Choose a later one.`,
  "orders.lines": msg`Look at the lines: each needs a product, a quantity and a price.`,
  "orders.amount": msg`The sum is too large.`,
  "orders.joined": msg`This order of the shop is another order here already.`,
};
