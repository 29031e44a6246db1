// Words for what keeps a site from work, whom it concerns, and by how much promises move.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { EmergencyKind } from "@/shared/api/types";
import type { Words } from "./contact";

export const emergencyKinds: Words<EmergencyKind> = {
  air_raid: msg`Air raid`,
  power: msg`No power`,
  provider: msg`Provider is down`,
  other: msg`Something else`,
};

/** The heading of the bar, where "something else" would say nothing. */
export const emergencyTitles: Words<EmergencyKind> = {
  air_raid: msg`Air raid alarm.`,
  power: msg`No power.`,
  provider: msg`The provider is down.`,
  other: msg`Emergency.`,
};

export const scopeKinds: Words<"everybody" | "shops" | "departments" | "people"> = {
  everybody: msg`Everybody`,
  shops: msg`Shops`,
  departments: msg`Departments`,
  people: msg`Named people`,
};

export const feedStates: Words<"on" | "off"> = { on: msg`alarm`, off: msg`all clear` };

const minute = 60_000;

/** By how much promises that fall due meanwhile move. */
export const promiseMoves: [number, MessageDescriptor][] = [
  [0, msg`not at all`],
  [60 * minute, msg`by 1 hour`],
  [120 * minute, msg`by 2 hours`],
  [240 * minute, msg`by 4 hours`],
  [1440 * minute, msg`by a day`],
];

/** How far apart people come back. */
export const staggers: [number, MessageDescriptor][] = [
  [0, msg`all at once`],
  [5_000, msg`5 seconds apart`],
  [15_000, msg`15 seconds apart`],
  [60_000, msg`a minute apart`],
];
