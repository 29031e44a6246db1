// Words of parcels and decisions: statuses, options, reasons, gates.
import type { I18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { Words } from "./contact";

export const parcelStatuses: Words = {
  registered: msg`registered`,
  handed_over: msg`handed to the courier`,
  in_transit: msg`on the way`,
  at_city: msg`in the buyer's city`,
  at_point: msg`waits at the branch`,
  out_for_delivery: msg`with the courier`,
  attempt_failed: msg`try failed`,
  on_hold: msg`held by the courier`,
  redirected: msg`redirected`,
  delivered: msg`delivered`,
  partly_delivered: msg`partly delivered`,
  refused: msg`refused`,
  returning: msg`returning`,
  returned: msg`back in the shop`,
  lost: msg`lost`,
  cancelled: msg`waybill deleted`,
  unknown: msg`not understood yet`,
};

export const couriers: Record<string, string> = {
  novaposhta: "Nova Poshta",
  ukrposhta: "Ukrposhta",
  cdek: "CDEK",
  sfexpress: "SF Express",
  meest: "Meest",
  fedex: "FedEx",
  ups: "UPS",
  usps: "USPS",
  np_shopping: "Nova Poshta Shopping",
};

export const faults: Words = {
  courier: msg`the courier's fault`,
  customer: msg`the buyer's fault`,
  store: msg`our fault`,
  other: msg`nobody's fault`,
};

export const options: Words = {
  blind_try: msg`Try again today, without a word`,
  redirect: msg`Give this parcel to the other person`,
  via_dc: msg`Through the courier's centre, then to the other person`,
  second_unit: msg`Send another unit to the other person`,
  new_slot: msg`Agree a new time with the buyer`,
  cancel: msg`End the order, the parcel returns`,
};

export const successes: Words = {
  sure: msg`sure`,
  likely: msg`likely`,
  doubtful: msg`doubtful`,
  none: msg`no delivery`,
};

export const payers: Words = {
  store: msg`we pay`,
  courier: msg`the courier pays`,
  buyer: msg`the buyer pays`,
};

export const others: Words = {
  absent: msg`nobody else asks`,
  unidentified: msg`asks, not identified`,
  identified: msg`identified`,
};

export const places: Words = {
  unknown: msg`not known`,
  same_zone: msg`same zone`,
  same_city: msg`same city, another zone`,
  other_city: msg`another city`,
};

export const consents: Words = {
  unasked: msg`not asked`,
  asked: msg`asked, waiting`,
  silence: msg`no answer`,
  yes: msg`yes`,
  no: msg`no`,
};

export const accountStates: Words = {
  new: msg`not asked yet`,
  ok: msg`answers`,
  unreachable: msg`does not answer`,
  refused: msg`refuses`,
};

/** How the reading of a courier's cities and branches stands. */
export const directoryStates: Words = {
  never: msg`not read yet`,
  reading: msg`being read`,
  ok: msg`complete`,
  short: msg`came by half: nothing was closed`,
  unreachable: msg`does not answer`,
  refused: msg`refuses`,
  garbage: msg`answers what is no directory`,
};

/** What a test of the connection came to, and what to do about it. */
export const testOutcomes: Words = {
  ok: msg`The courier answers and knows this account.`,
  no_answer: msg`Nobody answers at this address. Check the address; if it is right, the courier is down: try again in a few minutes.`,
  down: msg`The courier answers with a fault of its own. Nothing to mend here: try again in a few minutes.`,
  limited: msg`The courier asks us to slow down. Parcels are asked about again by themselves.`,
  key: msg`The courier does not know this key. Copy it anew from the courier's cabinet, and look whether it has run out.`,
  address: msg`Somebody answers there who is not this courier. Check the address.`,
  refused: msg`The courier knows the key but refuses the question. Ask its support, naming this code:`,
};

export const ruleStates: Words = {
  coming: msg`coming`,
  in_force: msg`holds`,
  superseded: msg`replaced`,
  ended: msg`ended`,
};

export const services: Words = {
  door: msg`to the door`,
  branch: msg`to a branch`,
  locker: msg`to a locker`,
};

/** Why a branch or locker does not take a parcel, or a way is none. */
export const refusals: Words = {
  weight: msg`Too heavy for it:`,
  size: msg`Too large for it:`,
  cod: msg`Takes no cash on delivery`,
  value: msg`Too dear for it:`,
  closed: msg`Closed`,
  no_points: msg`No branch in this city`,
  no_point_takes: msg`None here takes this parcel`,
  unknown: msg`Not in the directory of this city`,
};

/** How a courier took our questions about prices. */
export const courierSays: Words = {
  unreachable: msg`does not answer; prices are estimates`,
  refused: msg`refuses to name prices`,
  garbage: msg`answers what is no price; prices are estimates`,
  no_city: msg`this city is not in its directory`,
};

export const sendStates: Words = {
  draft: msg`no waybill yet`,
  sending: msg`waybill is being made`,
  perhaps_sent: msg`perhaps made: the courier is asked`,
  failed: msg`waybill was not made`,
  changing: msg`waybill is being changed: the courier is asked`,
  cancelling: msg`waybill is being cancelled: the courier is asked`,
  cancelled: msg`waybill cancelled`,
};

/** Why the last call to the courier came to nothing. */
export const sendErrors: Words = {
  "logistics.refused": msg`The courier refused. Look whether recipient, telephone, city and branch are written as it knows them.`,
  "logistics.not_sent": msg`The courier never got it. It may be sent again.`,
  "logistics.not_cancelled": msg`The cancellation never reached the courier: the waybill stands. Cancel it again if it must go.`,
  "logistics.unreachable": msg`The courier did not answer. It is asked each minute how the waybill stands; nothing is sent twice.`,
};

/** Why an order may not leave. */
export const bars: Words = {
  unconfirmed: msg`the order is not confirmed`,
  on_hold: msg`the order is on hold`,
  ended: msg`the order has ended`,
  payment: msg`its payment is not settled`,
  no_stock: msg`goods are short`,
  differs: msg`the waybill says something else than the order`,
};

export const waybillFields: Words = {
  recipient: msg`recipient`,
  phone: msg`telephone`,
  city: msg`city`,
  address: msg`address`,
  service: msg`way of delivery`,
  point: msg`branch or locker`,
  total: msg`amount`,
  cod: msg`sum to collect`,
};

/** How the courier's own register stands beside our list. */
export const registerStates: Words = {
  sending: msg`The courier is being asked to write its register.`,
  perhaps_sent: msg`The courier's answer was lost: look in its cabinet whether the register stands there. Our list holds either way.`,
  failed: msg`The courier refused to write a register. Our list holds either way.`,
};

export const duties: Words = {
  message_day_2: msg`not collected for two days: write to the buyer`,
  call_before_storage: msg`call the buyer before storage costs`,
  promise_breaks: msg`a promised delivery breaks: tell the buyer first`,
  tell_courier: msg`tell the courier what was decided`,
};

interface Why {
  code: string;
  params: [string, string][];
}

/** Why an option stands where it stands, or which gate shut it. */
export function tellWhy(i18n: I18n, why: Why): string {
  const value = Object.fromEntries(why.params);
  const at = value.at ?? "";
  const ready = value.ready ?? "";
  const cutoff = value.cutoff ?? "";
  const most = value.most ?? "";
  const stock = value.stock ?? "";
  const attempt = value.attempt ?? "";
  const words: Words = {
    waits_for_it: msg`the other person waits for it`,
    nobody_answered: msg`nobody answered just now`,
    at_centre: msg`in the courier's centre at ${at}`,
    in_stock: msg`${stock} in stock`,
    second_courier: msg`by a second courier`,
    by_post: msg`by post`,
    slot_agreed: msg`once the buyer is reached`,
    free_attempt: msg`try ${attempt} costs nothing`,
    apology: msg`with an apology`,
    claim_opened: msg`a claim is opened`,
    order_ends: msg`the last way`,
    window_closed: msg`the courier waited until ${at}`,
    status_forbids: msg`the courier does not allow it now`,
    last_failure_customer: msg`the buyer was away last time too`,
    no_attempts_left: msg`the courier tries at most ${most} times`,
    over_own_attempts: msg`over your limit of ${most} tries`,
    slot_over: msg`the promised time ended at ${at}`,
    nobody_else: msg`nobody else asks for it`,
    owner_owns: msg`paid goods: only with the buyer's yes`,
    not_identified: msg`not identified: reveal nothing`,
    not_allowed: msg`the buyer does not allow it`,
    place_unknown: msg`the place is not known`,
    same_zone_only: msg`only within the same zone`,
    redirect_over: msg`redirecting ended at ${at}`,
    no_stock: msg`not in stock`,
    packing_misses: msg`packed at ${ready}, too late for ${cutoff}`,
    over_own_limit: msg`over your limit of money`,
    over_own_days: msg`over your limit of ${most} days`,
  };
  const found = words[why.code];
  return found ? i18n._(found) : why.code.replaceAll("_", " ");
}
