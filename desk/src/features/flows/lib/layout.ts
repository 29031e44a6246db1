// Where the steps stand in the picture: in layers from the first one down, each below what leads to it, neighbours near
// each other. Small on purpose: a flow has tens of steps, not thousands.
import type { FlowBody } from "@/shared/api/types";

export interface Placed {
  name: string;
  x: number;
  y: number;
}
export interface Way {
  from: string;
  to: string;
  on: string;
  /** Leads up again: drawn at the side. */
  back: boolean;
}
export interface Picture {
  steps: Placed[];
  ways: Way[];
  width: number;
  height: number;
}

export const box = { width: 176, height: 58, gapX: 28, gapY: 58 };

export function layout(flow: FlowBody): Picture {
  const known = new Set(flow.steps.map((step) => step.name));
  const ways = flow.steps.flatMap((step) => step.exits.filter((exit) => known.has(exit.to)).map(({ on, to }) => ({ from: step.name, to, on })));
  const depth = depths(flow, ways);
  const layers: string[][] = [];
  for (const step of flow.steps) (layers[depth.get(step.name) ?? 0] ??= []).push(step.name);
  for (let at = 0; at < layers.length; at++) layers[at] ??= [];
  for (let round = 0; round < 6; round++) order(layers, ways, round % 2 === 0);
  const widest = Math.max(1, ...layers.map((layer) => layer.length));
  const width = widest * (box.width + box.gapX) + box.gapX;
  const steps = layers.flatMap((layer, y) => {
    const left = (width - layer.length * (box.width + box.gapX) + box.gapX) / 2;
    return layer.map((name, x) => ({ name, x: left + x * (box.width + box.gapX), y: 12 + y * (box.height + box.gapY) }));
  });
  return {
    steps,
    ways: ways.map((way) => ({ ...way, back: (depth.get(way.to) ?? 0) <= (depth.get(way.from) ?? 0) })),
    width: width + 40,
    height: layers.length * (box.height + box.gapY) + 12,
  };
}

/** The longest way down that turns in no circle; what nothing leads to comes last. Each way is walked once. */
function depths(flow: FlowBody, ways: { from: string; to: string }[]): Map<string, number> {
  const next = new Map<string, string[]>();
  for (const way of ways) next.set(way.from, [...(next.get(way.from) ?? []), way.to]);
  const state = new Map<string, "open" | "done">();
  const upwards = new Set<string>(); // ways back into a circle
  const finished: string[] = [];
  const visit = (name: string) => {
    state.set(name, "open");
    for (const to of next.get(name) ?? []) {
      if (state.get(to) === "open") upwards.add(`${name} ${to}`);
      else if (!state.has(to)) visit(to);
    }
    state.set(name, "done");
    finished.push(name);
  };
  if (flow.steps.some((step) => step.name === flow.start)) visit(flow.start);
  const depth = new Map(finished.map((name) => [name, 0]));
  for (const name of finished.reverse()) {
    for (const to of next.get(name) ?? []) {
      if (!upwards.has(`${name} ${to}`)) depth.set(to, Math.max(depth.get(to) ?? 0, (depth.get(name) ?? 0) + 1));
    }
  }
  const last = Math.max(-1, ...depth.values()) + 1;
  for (const step of flow.steps) if (!depth.has(step.name)) depth.set(step.name, last);
  return depth;
}

/** Each step towards the middle of its neighbours in the layer before (or after). */
function order(layers: string[][], ways: { from: string; to: string }[], down: boolean): void {
  const place = new Map<string, number>();
  for (const layer of layers) layer.forEach((name, at) => place.set(name, at - layer.length / 2));
  for (const layer of layers) {
    const wish = new Map(layer.map((name) => {
      const near = ways.filter((way) => (down ? way.to : way.from) === name).map((way) => place.get(down ? way.from : way.to) ?? 0);
      return [name, near.length ? near.reduce((a, b) => a + b, 0) / near.length : (place.get(name) ?? 0)];
    }));
    layer.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0));
  }
}
