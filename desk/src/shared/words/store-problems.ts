// What connected shops and what is sent to them say when something is wrong.
import { msg } from "@lingui/core/macro";

import type { Words } from "./contact";

export const storeProblems: Words = {
  "stores.unreachable": msg`The shop's site does not answer. Check its address.`,
  "stores.unauthorised": msg`The shop refuses the keys. Make new ones there, with the rights that the guide names.`,
  "stores.limited": msg`The shop asks for patience. It is asked again when it said.`,
  "stores.signature": msg`The signature does not fit. Compare the webhook's secret.`,
  "stores.secret": msg`A secret is missing. The guide names the place in the shop where it stands.`,
  "stores.job_running": msg`This shop is being read already. Wait for it, or stop it.`,
  "stores.job_over": msg`This reading is over already.`,
  "stores.day": msg`Choose a day.`,
  "stores.unsupported": msg`This shop only sends. It cannot be asked.`,
  "stores.status_unknown": msg`The shop has not used this status.`,
  "stores.json": msg`The shop's answer was cut off or is not readable. It is asked again.`,
  "stores.money": msg`An amount cannot be read.`,
  "stores.date": msg`A time cannot be read.`,
  "stores.quantity": msg`A quantity is not a whole number of pieces.`,
  "stores.lines": msg`The order has more than 500 lines.`,
  "stores.currency": msg`The order names no currency.`,
  "stores.id": msg`The order has no number of its own.`,
  "stores.order_gone": msg`The order is no longer in the shop.`,
  "stores.choice": msg`The shop has no such status. Read its statuses anew.`,
  "stores.told_as": msg`No status of the shop is chosen for this any more.`,
  "stores.out_refused": msg`The shop refused the change.`,
  "stores.takes_no_orders": msg`No connected system of this shop takes orders from us. Switch it on in the settings of the shop, or enter the order there by hand.`,
  "stores.copy_not_ours": msg`Only orders that were made at the desk are sent to the shop.`,
  "stores.copy_here": msg`The order stands in the shop already.`,
  "stores.copy_missing": msg`The order is not in the shop, so the shop was told nothing about it.`,
  "stores.copy_called_off": msg`The order was called off before it left.`,
  "imports.file_gone": msg`The file was erased: its import is over, or a day has passed. Upload it again.`,
  "stores.url": msg`Write the shop's address like https://shop.example, without a question mark.`,
};
