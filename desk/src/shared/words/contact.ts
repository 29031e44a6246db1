// Words for the codes of contacts, presence and outcomes. The server sends codes; people read these.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { AgentState, DialView, Disposition, Outcome } from "@/shared/api/types";

export type Words<K extends string = string> = Record<K, MessageDescriptor>;

export const agentStates: Words<AgentState> = {
  signed_out: msg`Signed out`,
  paused: msg`Paused`,
  ready: msg`Ready`,
  reserved: msg`Ringing`,
  talking: msg`Talking`,
  wrap_up: msg`Wrap-up`,
  not_responding: msg`Not responding`,
};

export const pauseReasons: Words = {
  break: msg`Break`,
  meal: msg`Meal`,
  training: msg`Training`,
  meeting: msg`Meeting`,
  admin: msg`Desk work`,
  emergency: msg`Emergency`,
  no_answer: msg`Calls were not answered`,
  unreachable: msg`Phone unreachable`,
  signed_in: msg`Just signed in`,
  finishing: msg`Leaving after this contact`,
};

export const dispositions: Words<Outcome> = {
  answered: msg`Answered`,
  no_reply: msg`The buyer wrote no more`,
  spam: msg`Spam`,
  confirmed: msg`Confirmed`,
  changed: msg`Changed`,
  postponed: msg`Postponed`,
  refused: msg`Refused`,
  no_answer: msg`No answer`,
  busy: msg`Busy`,
  unreachable: msg`Unreachable`,
  voicemail: msg`Voicemail`,
  wrong_number: msg`Wrong number`,
  third_party: msg`Third party`,
  language: msg`Language barrier`,
  do_not_call: msg`Do not call`,
  complaint: msg`Complaint`,
  dropped: msg`Call dropped`,
  technical: msg`Technical fault`,
};

const unreached: ReadonlySet<string> = new Set(["no_answer", "busy", "unreachable", "wrong_number"]);
/** A task that was closed without a talk, where its outcome does not say so by itself. */
export const nobodyTalked = (task: boolean, talkMs: number, state: string) =>
  task && talkMs === 0 && !unreached.has(state) && (state in dispositions || state === "done");

/** Dispositions that want a cause beside them (closed list + cause). */
export const wantsCause: ReadonlySet<Disposition> = new Set(["refused", "postponed", "complaint", "technical"]);

export const callerKinds: Words = {
  buyer: msg`Buyer`,
  trusted: msg`Trusted person`,
  courier: msg`Courier`,
  supplier: msg`Supplier`,
  other: msg`Known contact`,
  ambiguous: msg`Several people share this number`,
  unknown: msg`Unknown caller`,
};

export const contactKinds: Words = {
  inbound_call: msg`Incoming call`,
  outbound_call: msg`Call out`,
  callback: msg`Call-back`,
  voicemail: msg`Voicemail`,
  order_confirm: msg`Order to confirm`,
  order_short: msg`Goods are short`,
};

export const cameBy: Words = {
  sip: msg`by phone`,
  web: msg`from the shop's page`,
  demo: msg`from a demo buyer`,
  dial: msg`by a call of ours`,
};

export const dialStages: Words<Exclude<DialView["stage"], "">> = {
  her_phone: msg`Your phone rings: lift it`,
  trunk: msg`Connecting…`,
  ringing: msg`It rings there`,
  early_media: msg`You hear the other side; not answered yet`,
  buyer_waits: msg`The buyer is on the line: lift your phone`,
  over: msg`Over`,
};

export const dialOutcomes: Words<Exclude<DialView["outcome"], "">> = {
  answered: msg`Answered`,
  busy: msg`The line was busy`,
  no_answer: msg`Nobody answered`,
  wrong_number: msg`This number does not exist`,
  refused: msg`The call was refused there`,
  unreachable: msg`No trunk could carry the call`,
  cancelled: msg`You gave up`,
  unattended: msg`The buyer answered, your phone did not`,
};

export const exits: Words = {
  // Not over yet: a buyer's thread tells these too.
  open: msg`Open`,
  talking: msg`Talking`,
  wrap_up: msg`Wrap-up`,
  answered: msg`Answered`,
  abandoned: msg`Hung up before an answer`,
  timeout: msg`Waited too long`,
  overflow: msg`Moved on, nobody answered`,
  key_exit: msg`Left by a key`,
  callback: msg`Chose a call-back`,
  empty: msg`Nobody signed in`,
  full: msg`Line was full`,
  withdrawn: msg`Withdrawn`,
  system_fail: msg`Lost by a fault`,
  closed: msg`Called while closed`,
  busy: msg`Busy`,
  no_answer: msg`No answer`,
  wrong_number: msg`Wrong number`,
  refused: msg`Refused`,
  unreachable: msg`Unreachable`,
  cancelled: msg`Given up by us`,
  unattended: msg`The buyer answered, we did not`,
};

export const offerGone: Words = {
  caller_left: msg`The caller hung up before you answered.`,
  no_answer: msg`The call rang out and went to the next operator.`,
  declined: msg`Declined. The call went to the next operator.`,
  busy: msg`Your phone was busy; the call went to the next operator.`,
  unreachable: msg`Your phone could not be reached; the call went to the next operator.`,
  lost_race: msg`Somebody else took this call.`,
  unattended: msg`The buyer answered and your phone was not lifted in time. The buyer is owed a call-back.`,
  buyer_calls: msg`The buyer is calling himself: your call to him was stopped, his own comes.`,
  connect_failed: msg`The call could not be connected. The buyer is back at the head of the line.`,
  chat_no_answer: msg`The chat was not taken in time and went to the next operator.`,
  chat_taken: msg`Somebody else took this chat.`,
  chat_left: msg`The chat waits for nobody any more: the buyer left or a colleague has it.`,
  chat_declined: msg`Declined. The chat went to the next operator.`,
  restarted: msg`The server was restarted and this contact is no longer in your hands. A buyer whose call broke off will be called back.`,
};

export const recordingStates: Words = {
  none: msg`not recorded`,
  offered: msg`not recorded yet`,
  on: msg`recording`,
  paused: msg`recording paused`,
  erased: msg`recording erased`,
  open: msg`being recorded`,
  closed: msg`complete`,
  repaired: msg`repaired after a fault`,
  failed: msg`part of it is not recorded`,
  missing: msg`sound file missing`,
};

export const networkGrades: Words = {
  good: msg`good`,
  fair: msg`weak: words may get lost`,
  poor: msg`poor: use a cable, or come nearer to the Wi-Fi`,
};

/** What happened while it was recorded. */
export const recordingMarks: Words = {
  hold: msg`on hold`,
  held_by_buyer: msg`held by the buyer`,
  pause: msg`recording paused`,
  waiting: msg`nobody with the buyer: silence`,
  consult: msg`colleague asked`,
  consult_failed: msg`colleague not reached`,
  conference: msg`three in the talk`,
  swap: msg`swapped`,
  transfer: msg`transferred`,
  transfer_failed: msg`transfer came back`,
  listen: msg`supervisor listened`,
  whisper: msg`supervisor whispered`,
  join: msg`supervisor joined`,
  take_over: msg`taken over`,
  lost: msg`not recorded: the disk`,
};

export const channels: Words = {
  call: msg`Call`,
  task: msg`Task`,
  chat: msg`Chat`,
  letter: msg`Letter`,
};

export const voicemailReasons: Words = {
  voicemail: msg`left a message`,
  abandoned: msg`hung up while waiting`,
  before_line: msg`hung up before the line`,
  system_fail: msg`was cut off by a fault`,
  interrupted: msg`was cut off by a fault`,
  overflow: msg`nobody answered`,
  empty: msg`nobody was signed in`,
  timeout: msg`waited too long`,
  missed: msg`nobody answered`,
  full: msg`the line was full`,
  callback: msg`asked for a call-back`,
  booked: msg`booked a call-back`,
  operator_lost: msg`the operator's phone was lost`,
  closed: msg`called outside working hours`,
  delivery_failed: msg`a delivery failed: decide`,
  promise_breaks: msg`a promised delivery breaks`,
  order_confirm: msg`confirm the order`,
  order_short: msg`goods are short: agree on what comes instead`,
  call_before_storage: msg`parcel not collected, storage will cost`,
};

export const languages: Words = {
  en: msg`English`,
  uk: msg`Ukrainian`,
  ru: msg`Russian`,
  zh: msg`Chinese`,
};
