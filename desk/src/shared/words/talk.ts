// Words for calls with more than two: what came of asking, who stands beside, what happened when.
import { msg } from "@lingui/core/macro";

import type { SuperviseMode, WatchMode } from "@/shared/api/types";

import type { Words } from "./contact";

export const talkWords: Words = {
  no_answer: msg`The colleague did not answer. You are with the buyer again.`,
  declined: msg`The colleague declined. You are with the buyer again.`,
  busy: msg`The colleague's phone was busy. You are with the buyer again.`,
  unreachable: msg`The colleague's phone could not be reached. You are with the buyer again.`,
  caller_left: msg`It rings no more there. You are with the buyer again.`,
  left: msg`The colleague has left. You are with the buyer again.`,
  not_moved: msg`Your other phone did not take the call. It is still here.`,
  wrong_number: msg`There is no such number outside. You are with the buyer again.`,
  refused: msg`The call outside was refused. You are with the buyer again.`,
};

export const watchWords: Words<WatchMode> = {
  listen: msg`listens`,
  whisper: msg`whispers to you; the buyer does not hear it`,
  join: msg`is in the call`,
};

/** Seen by another supervisor. */
export const watchStates: Words<WatchMode> = {
  listen: msg`listens`,
  whisper: msg`whispers`,
  join: msg`in the call`,
};

export const superviseWords: Words<SuperviseMode> = {
  listen: msg`Listen`,
  whisper: msg`Whisper`,
  join: msg`Join`,
  take_over: msg`Take over`,
  stop: msg`Stop`,
};

/** How an operator's talk with the buyer ended. */
export const endedWords: Words = {
  buyer: msg`the buyer hung up`,
  operator: msg`hung up`,
  lost: msg`the connection was lost`,
  transfer: msg`passed on`,
  take_over: msg`was relieved`,
  system: msg`the buyer's line was lost`,
  server: msg`the server stopped`,
};

export const partWords: Words = {
  talk: msg`talked to the buyer`,
  consult: msg`was asked`,
  conference: msg`was in the call`,
  transfer: msg`took the buyer over`,
  swap: msg`changed sides`,
  listen: msg`listened`,
  whisper: msg`whispered`,
  join: msg`joined as supervisor`,
  take_over: msg`took the call over`,
  moved: msg`went on at another phone`,
  outside: msg`talked outside`,
  consult_failed: msg`was asked, did not come`,
  transfer_failed: msg`came back: nobody took the transfer`,
};
