// A trunk in the form: what two people changed at the same time, and what was left empty.
import type { TrunkSettings } from "@/shared/api/types";

type Key = keyof TrunkSettings;

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
const keys = (settings: TrunkSettings) => Object.keys(settings) as Key[];

/** Somebody else saved meanwhile: what she changed herself stays, all else is as he left it. */
export function merged(base: TrunkSettings, mine: TrunkSettings, theirs: TrunkSettings): TrunkSettings {
  const kept = keys(mine).filter((key) => !same(mine[key], base[key])).map((key) => [key, mine[key]]);
  return { ...theirs, ...Object.fromEntries(kept) };
}

/** Fields that both changed, each to something else: her value stands in the form, his was saved. */
export const disputed = (base: TrunkSettings, mine: TrunkSettings, theirs: TrunkSettings): Key[] =>
  keys(mine).filter((key) => !same(mine[key], base[key]) && !same(theirs[key], base[key]) && !same(mine[key], theirs[key]));

/** Would something typed be lost by leaving? */
export const touched = (base: TrunkSettings, mine: TrunkSettings, secret: string) => secret !== "" || !same(base, mine);

export const numberFields = ["port", "priority", "max_calls", "max_per_day"] as const;

/** A number that was emptied is none; it never becomes 0 or 1 by itself. */
export const emptied = (settings: TrunkSettings) => numberFields.filter((key) => Number.isNaN(settings[key]));
