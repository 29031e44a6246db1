// Names and definitions of the figures. The same definition stands beside the number everywhere.
import { msg } from "@lingui/core/macro";

import type { ServiceLevelCode } from "@/shared/api/types";
import type { Words } from "./contact";

export const serviceLevels: Words<ServiceLevelCode> = {
  strict: msg`Strict`,
  answered: msg`Of answered`,
  negative: msg`Hang-ups count against`,
  positive: msg`Quick hang-ups count for`,
  ignore: msg`Quick hang-ups left out`,
  genesys: msg`As Genesys counts`,
  connect: msg`As Amazon Connect counts`,
};

/** Our headline first. */
export const serviceLevelOrder: ServiceLevelCode[] = [
  "strict", "answered", "negative", "positive", "ignore", "genesys", "connect",
];

export const serviceLevelDefinitions: Words<ServiceLevelCode> = {
  strict: msg`Answered in time, of all contacts that are over, except hang-ups within the first seconds. Contacts that moved on count against; a call-back counts as met only if the buyer was reached by the promised time.`,
  answered: msg`Answered in time, of all answered. Says nothing about those who gave up.`,
  negative: msg`Answered in time, of all answered and hung up. Every hang-up counts against.`,
  positive: msg`Answered in time plus hung up before the time was up, of all answered and hung up.`,
  ignore: msg`Answered in time, of answered and those who hung up after the time was up.`,
  genesys: msg`Answered in time, of answered, hung up and moved on.`,
  connect: msg`Answered, hung up or called back within the time, of all that joined the line.`,
};

export type FigureCode =
  | "offered" | "answered" | "abandoned" | "short_abandoned" | "flow_out" | "waiting" | "closed" | "in_three_rings"
  | "average_wait" | "median_wait" | "p90_wait" | "longest" | "handling";

export const figures: Words<FigureCode> = {
  offered: msg`Offered`,
  answered: msg`Answered`,
  abandoned: msg`Hung up`,
  short_abandoned: msg`Quick hang-ups`,
  flow_out: msg`Moved on`,
  waiting: msg`Waiting`,
  closed: msg`Called while closed`,
  in_three_rings: msg`In three rings`,
  average_wait: msg`Average wait`,
  median_wait: msg`Median wait`,
  p90_wait: msg`Nine of ten waited at most`,
  longest: msg`Longest wait`,
  handling: msg`Average handling`,
};

export const figureDefinitions: Words<FigureCode> = {
  offered: msg`Contacts that joined the line in this window: answered, hung up, moved on, and still waiting.`,
  answered: msg`Contacts that an operator answered.`,
  abandoned: msg`Callers who hung up while waiting, also while it rang at an operator.`,
  short_abandoned: msg`Of those who hung up: those who did within the first seconds.`,
  flow_out: msg`Left the line another way: time limit, full line, a key, call-back chosen, nobody signed in.`,
  waiting: msg`Contacts in the line now.`,
  closed: msg`Callers who heard that the shop is closed. They never joined the line and count in no ratio.`,
  in_three_rings: msg`Answered by the third ring at an operator, counted from ring events.`,
  average_wait: msg`Sum of waits of answered contacts, divided by their number.`,
  median_wait: msg`Half of the answered waited less, half longer.`,
  p90_wait: msg`Nine of ten answered contacts waited no longer than this.`,
  longest: msg`The longest wait of a contact in this window.`,
  handling: msg`Talk, hold and wrap-up of handled contacts, divided by their number.`,
};
