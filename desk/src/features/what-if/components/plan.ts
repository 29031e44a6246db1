// What she has changed beside the recorded day, as the server wants to hear it.
import type { Base, Change } from "../api/what-if";

export interface More {
  queue: string;
  count: number;
  from: string;
  to: string;
}

export interface Rules {
  strategy: string;
  ringSeconds: number;
  longestSeconds: number;
}

export interface Draft {
  agents: Record<string, number>;
  more: More[];
  rules: Record<string, Rules>;
  volume: number;
  days: number;
}

export function rulesOf(base: Base): Record<string, Rules> {
  return Object.fromEntries(base.model.queues.map(({ name, settings }) => [name, {
    strategy: settings?.strategy ?? "longest_idle",
    ringSeconds: Math.round((settings?.ring_timeout ?? 20_000) / 1000),
    longestSeconds: Math.round((settings?.max_wait ?? 0) / 1000),
  }]));
}

export function draftOf(base: Base): Draft {
  return {
    agents: Object.fromEntries(base.model.teams.map(({ name, agents }) => [name, agents])),
    more: [], rules: rulesOf(base), volume: 100, days: 100,
  };
}

export function changesOf(base: Base, draft: Draft): Change[] {
  const changes: Change[] = [];
  for (const team of base.model.teams) {
    const count = (draft.agents[team.name] ?? team.agents) - team.agents;
    if (count !== 0) changes.push({ what: "agents", team: team.name, count });
  }
  for (const { queue, count, from, to } of draft.more)
    if (count > 0) changes.push({ what: "agents", queue, count, from, to });
  const were = rulesOf(base);
  for (const [queue, now] of Object.entries(draft.rules)) {
    const before = were[queue]!;
    if (now.strategy !== before.strategy) changes.push({ what: "strategy", queue, text: now.strategy });
    if (now.ringSeconds !== before.ringSeconds) changes.push({ what: "rule", queue, field: "ring_timeout", value: now.ringSeconds * 1000 });
    if (now.longestSeconds !== before.longestSeconds) changes.push({ what: "rule", queue, field: "max_wait", value: now.longestSeconds * 1000 });
  }
  if (draft.volume !== 100) changes.push({ what: "volume", value: draft.volume });
  return changes;
}
