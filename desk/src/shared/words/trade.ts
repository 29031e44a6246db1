// Names and definitions of the figures of trade reports: what became of orders and parcels.
import { msg } from "@lingui/core/macro";

import type { Words } from "./contact";

export const tradeFigures: Words = {
  desk_came: msg`Came in`,
  desk_confirmed: msg`Confirmed`,
  desk_confirmed_share: msg`Confirmed, share`,
  desk_not_reached: msg`Not reached`,
  desk_cancelled: msg`Cancelled`,
  desk_duplicate: msg`Duplicates`,
  desk_held: msg`Held`,
  desk_short: msg`Held, out of stock`,
  desk_merged: msg`Merged`,
  desk_reopened: msg`Reopened`,
  desk_first_try_median: msg`Until the first try, median`,
  desk_first_try_p90: msg`Until the first try, 90 %`,
  desk_confirm_average: msg`Until confirmed, average`,
  desk_confirm_median: msg`Until confirmed, median`,
  desk_confirm_p90: msg`Until confirmed, 90 %`,
  desk_came_sum: msg`Sum of what came in`,
  desk_confirmed_sum: msg`Sum confirmed`,
  desk_cancelled_sum: msg`Sum cancelled`,
};

export const tradeDefinitions: Words = {
  desk_came: msg`Orders by the time the buyer placed them.`,
  desk_confirmed: msg`Orders that were confirmed for the first time in this period.`,
  desk_confirmed_share: msg`Confirmed, of all that were decided in this period: confirmed, not reached, cancelled, duplicates.`,
  desk_not_reached: msg`Orders given up for the first time because the buyer could not be reached.`,
  desk_cancelled: msg`Orders that were cancelled for the first time in this period. Choose “by reason” for the reasons.`,
  desk_duplicate: msg`Orders found to be there already.`,
  desk_held: msg`Orders held for the first time in this period, for whatever reason.`,
  desk_short: msg`Of the held: those whose goods were missing.`,
  desk_merged: msg`Orders whose goods went into another order of the buyer.`,
  desk_reopened: msg`Orders that were over and were taken up again. What they counted for before stands.`,
  desk_first_try_median: msg`From placing to the first call or message about it: half of the orders waited no longer.`,
  desk_first_try_p90: msg`From placing to the first call or message about it: nine of ten waited no longer.`,
  desk_confirm_average: msg`From placing to the first confirmation, on average.`,
  desk_confirm_median: msg`From placing to the first confirmation: half of the orders took no longer.`,
  desk_confirm_p90: msg`From placing to the first confirmation: nine of ten took no longer.`,
  desk_came_sum: msg`Sum of the orders that came in, as they stand now.`,
  desk_confirmed_sum: msg`Sum of the orders that were confirmed, as they stand now.`,
  desk_cancelled_sum: msg`Sum of the orders that were cancelled, as they stand now.`,
};

/** What happened to an order, for the rows behind a number. */
export const tradeFacts: Words = {
  came: msg`Came in`,
  tried: msg`First try`,
  confirmed: msg`Confirmed`,
  not_reached: msg`Not reached`,
  held: msg`Held`,
  ran_short: msg`Held, out of stock`,
  cancelled: msg`Cancelled`,
  duplicate: msg`Duplicate`,
  reopened: msg`Reopened`,
  merged: msg`Merged`,
};
