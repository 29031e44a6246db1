// Tells what went wrong and the way out. Codes without words of their own fall back to their family, then to the
// server's own sentence.
import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import { ApiError } from "@/shared/api/client";

const problems: Record<string, MessageDescriptor> = {
  "desk.offline": msg`The server does not answer. What you typed is kept; try again in a moment.`,
  "staff.wrong_credentials": msg`Login or password is wrong. Check the keyboard layout and Caps Lock.`,
  "staff.totp_required": msg`Enter the six digits from your authenticator app.`,
  "staff.totp_wrong": msg`The six digits do not fit. Wait for the next ones and check the phone's clock.`,
  "staff.throttled": msg`Too many tries. Wait a minute, then try again.`,
  "staff.not_signed_in": msg`You are signed out. Sign in again; nothing typed is lost.`,
  "staff.wrong_password": msg`The password is wrong.`,
  "staff.last_owner": msg`This is the last owner. Make somebody else owner first.`,
  "staff.superior_cycle": msg`These two would be each other's superior. Choose another.`,
  "staff.stand_in_self": msg`Nobody can stand in for himself. Choose another.`,
  "staff.role_not_yours": msg`You can only give roles that you hold yourself.`,
  "staff.own_rights": msg`Nobody changes his own rights. Ask another owner.`,
  "staff.login": msg`A login has 2 to 40 Latin letters, digits, dots or dashes.`,
  "staff.zone": msg`This time zone is not known. Write it like Europe/Kyiv.`,
  "staff.login_taken": msg`This login is taken. Choose another.`,
  "staff.password_weak": msg`The password is too short: at least ten characters.`,
  "orders.checks_open": msg`Some facts are not confirmed yet. Go through the open lines first.`,
  "orders.state": msg`The order's state does not allow this. Reopen it first or look at its timeline.`,
  "orders.version_conflict": msg`Somebody else changed this order. The fresh version is shown; repeat your change if it still fits.`,
  "orders.phone": msg`This is no phone number. Write it with country code.`,
  "orders.value_missing": msg`There is nothing to confirm yet. Press E and enter it.`,
  "orders.slot": msg`The delivery time must end after it begins.`,
  "orders.slot_past": msg`This delivery time has passed. Choose a later one.`,
  "orders.lines": msg`Look at the lines: each needs a product, a quantity and a price.`,
  "orders.amount": msg`The sum is too large.`,
  "promises.due": msg`A promise needs a time that lies ahead.`,
  "promises.state": msg`This promise is closed already.`,
  "shop.version_conflict": msg`Somebody else saved these settings meanwhile. The fresh version is shown; repeat your change.`,
  "flows.time": msg`Write the time as 09:00; the latest opening is 23:59, the latest closing 24:00.`,
  "flows.empty_interval": msg`Opening and closing are the same. For the whole day choose “Round the clock”.`,
  "flows.overlap": msg`This time overlaps another one of the same day.`,
  "flows.date": msg`Choose a date.`,
  "flows.twice": msg`This date stands in the list already.`,
  "flows.too_many": msg`That is too many: at most 12 times a day and 400 dates.`,
  "flows.too_long": msg`At most 100 characters fit here.`,
  "calls.contact_over": msg`This contact is over.`,
  "calls.not_yours": msg`This contact belongs to another operator now.`,
  "calls.phone_down": msg`Your phone is not connected. Open the phone check and connect it.`,
  "calls.state": msg`The call is not in that state any more.`,
  "calls.answer_on_phone": msg`Answer this call on your SIP phone.`,
  "calls.recording_missing": msg`The sound file of this recording is not there. Tell IT.`,
  "calls.not_listening": msg`Your role does not allow listening to talks. Ask your superior.`,
  "emergency.nobody": msg`Nobody who takes contacts is concerned. Choose other shops, departments or people.`,
  "emergency.other_shops": msg`It also stops people of other shops. Ask someone who sees those shops to give the all clear.`,
  "emergency.over": msg`Somebody has given the all clear already.`,
  "emergency.unknown": msg`This emergency is not known. Reload the page.`,
  "emergency.note": msg`The note is too long. A few words are enough.`,
  "emergency.feed_name": msg`Give the alert feed a short name.`,
  "emergency.feed": msg`This alert feed has been removed already.`,
  "http.query": msg`The server does not take this filter. Reload the page.`,
  "queues.version_conflict": msg`Somebody else saved this meanwhile. Look through the fresh version and save again.`,
  "queues.last_of_shop": msg`A shop needs a queue. Make another one before this one goes.`,
  "queues.still_used": msg`Another queue names this one in its rules. Change that one first.`,
  "queues.not_empty": msg`Somebody waits here. Wait until the line is empty, or send them away.`,
  "queues.all_shops": msg`These rules hold in every shop: only who sees all shops changes them.`,
  "queues.skill_name": msg`A skill is one word of letters, digits, dots, dashes.`,
  "queues.skill_twice": msg`This skill stands there already.`,
  "queues.skill_level": msg`A level is from 0 to 1000.`,
  "queues.team_name": msg`A team needs a name.`,
  "stores.unreachable": msg`The shop's site does not answer. Check its address.`,
  "stores.unauthorised": msg`The shop refuses the keys. Make new ones in WooCommerce with read access.`,
  "stores.url": msg`Write the shop's address like https://shop.example, without a question mark.`,
  "imports.encoding": msg`The file's encoding is not clear. Save it as UTF-8 and load it again.`,
  "imports.columns_missing": msg`Columns are missing. Map at least the order number, the phone and the product.`,
  "imports.too_large": msg`The file is too large.`,
  "db.full": msg`The disk is full. Calls go on, but nothing is saved. Tell IT now.`,
  "db.locked": msg`The database is locked. Calls go on; saving is tried again.`,
  "http.busy": msg`The server has too much to do just now. Try again in a moment.`,
  "http.client_unreachable": msg`The other server does not answer. Check its address.`,
  "http.client_timeout": msg`The other server was too slow. Try again.`,
  "http.client_private": msg`This address lies in a private network and is not allowed.`,
  "http.body_too_large": msg`This is too large to send.`,
  "http.timeout": msg`The server was too slow. Try again.`,
  "mail.refused": msg`The mail server refused the letter. Check the addresses.`,
  "mail.unreachable": msg`The mail server does not answer.`,
  "mail.later": msg`The mail server is busy.`,
  "mail.tls": msg`The mail server offers no safe connection.`,
  "mail.login": msg`The mail server does not take our sign-in. Tell IT.`,
  "insight.owner_right": msg`Who made this may not take reports out any more. Switch it off and on to take it over.`,
  "insight.no_mail_server": msg`No mail server is known.`,
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
