// What went wrong with requests beyond own limits, payments and errors found later.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

export const approvalProblems: Record<string, MessageDescriptor> = {
  "approvals.why": msg`Say why; it stays on record.`,
  "approvals.reason": msg`A refusal needs its reason; it stays on record.`,
  "approvals.nobody": msg`Nobody is above you here: decide it yourself.`,
  "approvals.open": msg`A request about this waits already. Withdraw it to ask for another.`,
  "approvals.unknown": msg`There is no such request any more.`,
  "approvals.shop": msg`This shop is not among yours.`,
  "approvals.within": msg`This is within your own limits: do it yourself.`,
  "approvals.state": msg`This request has ended already. The fresh list is shown.`,
  "approvals.too_late": msg`Its time is over; it has to be asked again.`,
  "approvals.limits": msg`This limit cannot be kept: look at the field.`,
  "approvals.not_yours": msg`This request waits for somebody else.`,
  "approvals.changed": msg`Things changed meanwhile, and it would give away more than was asked. Refuse it and let it be asked again.`,
  "orders.needs_approval": msg`This is beyond your own limits. Ask your superior for it. A new order: take it at the listed prices, then ask for the lower ones on its card.`,
  "orders.no_pay_template": msg`Say first where to pay: Settings, Where to pay.`,
  "orders.pay_template": msg`The address begins with https:// and names the order; each text names the sum, and the link when there is an address.`,
  "orders.nothing_to_pay": msg`Everything is paid already.`,
  "orders.no_channel": msg`He has no conversation here by which we may write now. Tell him the words.`,
  "orders.not_at_work": msg`You are signed out of work: be ready or on a break, then send it.`,
  "orders.fit": msg`This does not fit to the order any more. The fresh list is shown.`,
  "orders.lesson": msg`Say what to do otherwise next time, in at most 1000 characters.`,
  "orders.caused_by": msg`Say whose error it was: somebody who works for this shop.`,
  "orders.error_twice": msg`This error of the order is registered already.`,
};
