// Which promises stand behind one number of the kept-rate: the same filter, narrowed to its group and state. Pure.
import type { PromiseQuery } from "@/shared/api/promises";
import { laterAt, readInputs } from "@/shared/lib/zones";

import type { By, FigureRow, RateQuery } from "../api/kept-rate";

export type Figure = "made" | "kept" | "late" | "broken" | "open" | "cancelled";
export const figureStates: Record<Figure, string> = {
  made: "open,kept,late,broken", kept: "kept", late: "late", broken: "broken", open: "open", cancelled: "cancelled",
};

export function behind(query: RateQuery, figure: Figure, row?: FigureRow): PromiseQuery {
  const all: PromiseQuery = { ...query.filter, due_from: query.from, due_before: query.to, states: figureStates[figure] };
  return row ? { ...all, ...groupOf(query, row.group_id) } : all;
}

function groupOf({ by, from, to, tz }: RateQuery, id: string): PromiseQuery {
  switch (by) {
    case "person": return id ? { owner_id: id } : { only: "unowned" };
    case "department": return id ? { department_id: id } : { only: "no_department" };
    case "courier": return id ? { courier: id } : { courier_none: "1" };
    case "kind": return { kind: id };
    case "shop": return id ? { shop_id: id } : { only: "no_shop" };
    case "day": {
      const begin = readInputs(tz, id, "00:00") ?? from;
      return { due_from: Math.max(from, begin), due_before: Math.min(to, laterAt(tz, begin, 1, 0)) };
    }
  }
}

/** The name of a group as the cut has it; "" = the server gave none. */
export const isNamedByServer = (by: By) => by === "person" || by === "department" || by === "shop";
