import { describe, expect, it } from "vitest";

import type { Disposition } from "@/shared/api/types";
import { contactCard, order } from "@/shared/lib/test-data";
import { dispositions } from "@/shared/words/contact";

import { allDispositions, byDigit, filtered, suggested } from "./choose-disposition";

const words = Object.fromEntries(
  Object.entries(dispositions).map(([code, word]) => [code, word.message ?? code]),
) as Record<Disposition, string>;

describe("disposition", () => {
  it("offers the whole closed list, without what only a conversation ends as", () => {
    const written = ["answered", "no_reply", "spam"];
    expect([...allDispositions, ...written].sort()).toEqual(Object.keys(dispositions).sort());
  });

  it("suggests what the call has done to the order", () => {
    const with_ = (part: Parameters<typeof order>[0]) => contactCard({ orders: [order(part)] });
    const check = (state: "confirmed" | "changed", contact_id: string) => [{ field: "address" as const, state, value: "x", contact_id }];
    expect(suggested(with_({ desk_state: "confirmed", checks: check("confirmed", "c1") }))).toBe("confirmed");
    expect(suggested(with_({ desk_state: "confirmed", checks: check("changed", "c1") }))).toBe("changed");
    expect(suggested(with_({ desk_state: "hold", checks: check("confirmed", "c1") }))).toBe("postponed");
    expect(suggested(with_({ desk_state: "confirmed", checks: check("confirmed", "another") }))).toBeUndefined();
  });

  it("is found by typing and taken by digit among what is shown", () => {
    const shown = filtered(words, "wrong");
    expect(shown).toEqual(["wrong_number"]);
    expect(byDigit(shown, "1")).toBe("wrong_number");
    expect(byDigit(shown, "2")).toBeUndefined();
    expect(byDigit(filtered(words, ""), "4")).toBe("refused");
  });
});
