import { expect, it } from "vitest";

import { behind } from "./behind";

const query = { by: "person" as const, from: 100, to: 900_000_000_000_000, tz: "Europe/Kyiv", filter: { kind: "reply" } };
const row = (group_id: string) => ({ group_id, group_name: "", tally: { made: 1, open: 0, kept: 1, late: 0, broken: 0, cancelled: 0 } });

it("asks for exactly the rows of the number", () => {
  expect(behind(query, "late", row("7"))).toEqual({ kind: "reply", owner_id: "7", states: "late", due_from: 100, due_before: 900_000_000_000_000 });
  expect(behind(query, "kept", row(""))).toMatchObject({ only: "unowned" });
  expect(behind({ ...query, by: "courier" }, "broken", row(""))).toMatchObject({ courier_none: "1", states: "broken" });
  expect(behind(query, "made")).not.toHaveProperty("owner_id");
});

it("takes a day of the shop's own zone, also the one of 25 hours", () => {
  const day = behind({ ...query, by: "day" }, "made", row("2026-10-25"));
  expect(new Date(day.due_from!).toISOString()).toBe("2026-10-24T21:00:00.000Z");
  expect(day.due_before! - day.due_from!).toBe(25 * 3600_000);
});
