import { expect, test } from "vitest";

import type { Base } from "../api/what-if";
import { changesOf, draftOf } from "./plan";

const base: Base = {
  model: {
    name: "2026-11-20", opens: "09:00", closes: "17:00",
    queues: [{ name: "sales", settings: { strategy: "longest_idle", ring_timeout: 20_000, max_wait: 0 } }],
    teams: [{ name: "early", agents: 3, queues: ["sales"], from: "09:00", to: "15:00" }],
  },
  assumptions: [], recorded: { offered: 1, answered: 1, abandoned: 0, subjects: [] },
};

test("a fresh draft changes nothing", () => {
  expect(changesOf(base, draftOf(base))).toEqual([]);
});

test("each field becomes its own change", () => {
  const draft = draftOf(base);
  draft.agents.early = 5;
  draft.more = [{ queue: "sales", count: 2, from: "12:00", to: "14:00" }, { queue: "sales", count: 0, from: "09:00", to: "10:00" }];
  draft.rules.sales = { strategy: "ring_all", ringSeconds: 15, longestSeconds: 120 };
  draft.volume = 120;
  expect(changesOf(base, draft)).toEqual([
    { what: "agents", team: "early", count: 2 },
    { what: "agents", queue: "sales", count: 2, from: "12:00", to: "14:00" },
    { what: "strategy", queue: "sales", text: "ring_all" },
    { what: "rule", queue: "sales", field: "ring_timeout", value: 15_000 },
    { what: "rule", queue: "sales", field: "max_wait", value: 120_000 },
    { what: "volume", value: 120 },
  ]);
});
