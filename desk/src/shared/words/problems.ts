// Tells what went wrong and the way out. Codes without words of their own fall back to their family, then to the
// server's own sentence.
import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import { ApiError } from "@/shared/api/client";

const problems: Record<string, MessageDescriptor> = {
  "desk.offline": msg`The server does not answer. What you typed is kept; try again in a moment.`,
  "staff.wrong_credentials": msg`Login or password is wrong. Check the keyboard layout and Caps Lock.`,
  "staff.totp_required": msg`Enter the six digits from your authenticator app.`,
  "staff.wrong_totp": msg`The six digits do not fit. Wait for the next ones and check the phone's clock.`,
  "staff.throttled": msg`Too many tries. Wait a minute, then try again.`,
  "staff.signed_out": msg`You are signed out. Sign in again; nothing typed is lost.`,
  "staff.not_permitted": msg`Your role does not allow this. Ask your superior.`,
  "staff.login_taken": msg`This login is taken. Choose another.`,
  "staff.weak_password": msg`The password is too short: at least ten characters.`,
  "orders.checks_open": msg`Some facts are not confirmed yet. Go through the open lines first.`,
  "orders.state": msg`The order's state does not allow this. Reopen it first or look at its timeline.`,
  "orders.version_conflict": msg`Somebody else changed this order. The fresh version is shown; repeat your change if it still fits.`,
  "shop.version_conflict": msg`Somebody else saved these settings meanwhile. The fresh version is shown; repeat your change.`,
  "contact.gone": msg`This contact is over.`,
  "contact.not_yours": msg`This contact belongs to another operator now.`,
  "contact.phone_down": msg`Your phone is not connected. Open the phone check and connect it.`,
  "calls.phone_down": msg`Your phone is not connected. Open the phone check and connect it.`,
  "calls.unreachable": msg`Your phone is not connected. Open the phone check and connect it.`,
  "stores.unreachable": msg`The shop's site does not answer. Check its address.`,
  "stores.unauthorised": msg`The shop refuses the keys. Make new ones in WooCommerce with read access.`,
  "stores.private_address": msg`This address lies in a private network and is not allowed.`,
  "imports.encoding": msg`The file's encoding is not clear. Save it as UTF-8 and load it again.`,
  "imports.columns_missing": msg`Columns are missing. Map at least the order number, the phone and the product.`,
  "imports.too_large": msg`The file is too large.`,
  "db.disk_full": msg`The disk is full. Calls go on, but nothing is saved. Tell IT now.`,
  "db.locked": msg`The database is locked. Calls go on; saving is tried again.`,
  "http.too_large": msg`This is too large to send.`,
  "http.timeout": msg`The server was too slow. Try again.`,
};

const families: [RegExp, MessageDescriptor][] = [
  [/\.version_conflict$/, msg`Somebody else changed this meanwhile. The fresh version is shown; repeat your change.`],
  [/\.(not_found|missing)$/, msg`This is no longer there. Reload the list.`],
  [/\.(forbidden|not_permitted|permission)$/, msg`Your role does not allow this. Ask your superior.`],
  [/^db\./, msg`The database does not save just now. Calls go on; try again in a moment.`],
];

export function tellProblem(i18n: I18n, error: unknown): string {
  if (!(error instanceof ApiError)) return i18n._(msg`Something went wrong on this screen. Reload it; nothing saved is lost.`);
  const words = problems[error.code] ?? families.find(([pattern]) => pattern.test(error.code))?.[1];
  if (words) return i18n._(words);
  return error.detail || i18n._(msg`The server refused this (${error.code}).`);
}

export const problemCodes = Object.keys(problems);
