// Words for what the audit keeps: what was done, and to what kind of thing.
import { msg } from "@lingui/core/macro";

import type { Words } from "./contact";

export const auditActs: Words = {
  "session.started": msg`Signed in`,
  "session.ended": msg`Signed out`,
  "session.refused": msg`Sign-in refused`,
  "password.changed": msg`Changed the password`,
  "password.reset": msg`Made a new password`,
  "totp.enabled": msg`Turned the second factor on`,
  "totp.removed": msg`Turned the second factor off`,
  "phone.secret_shown": msg`Looked at the phone's password`,
  "person.created": msg`Added a person`,
  "person.changed": msg`Changed a person`,
  "absence.added": msg`Entered an absence`,
  "department.created": msg`Made a department`,
  "shop.created": msg`Made a shop`,
  "shop.changed": msg`Changed a shop's settings`,
  "shop.hours_changed": msg`Changed a shop's hours`,
  "customer.seen": msg`Saw a buyer's data`,
  "customer.do_not_call": msg`Noted: do not call`,
  "recording.listened": msg`Listened to a recording`,
  "recording.erased": msg`Erased a recording`,
  "emergency.began": msg`Declared an emergency`,
  "emergency.ended": msg`Gave the all clear`,
  "alert_feed.added": msg`Made an alert feed`,
  "alert_feed.removed": msg`Removed an alert feed`,
  "report.schedule_made": msg`Arranged a report by mail`,
  "report.schedule_changed": msg`Changed a report by mail`,
  "report.schedule_removed": msg`Removed a report by mail`,
  "report.mailed": msg`A report went out by mail`,
  "report.mail_failed": msg`A report by mail was given up`,
};

/** What comes before the dot of an act. */
export const auditKinds: Words = {
  session: msg`session`,
  password: msg`person`,
  totp: msg`person`,
  phone: msg`person`,
  person: msg`person`,
  absence: msg`person`,
  department: msg`department`,
  shop: msg`shop`,
  customer: msg`buyer`,
  recording: msg`recording`,
  emergency: msg`emergency`,
  alert_feed: msg`alert feed`,
  report: msg`report`,
};
