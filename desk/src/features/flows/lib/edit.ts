// Changes to a flow that touch more than one step: a new step, another name, a step that goes.
import type { FlowBody, Say, Step, StepExit, StepKind } from "@/shared/api/types";

const silent = (): Say => ({ prompt: "", texts: [] });

/** The ways out that each kind has by itself; a menu's keys, tests of a branch and the like are added by hand. */
export const ownExits: Record<StepKind, string[]> = {
  say: ["next"], menu: ["invalid", "timeout"], digits: ["next", "failed"], hours: ["open", "closed", "holiday"], language: ["next"], priority: ["next"],
  skill: ["next"], queue: [], callback: [], voicemail: [], transfer: [], order_lookup: ["found", "not_found", "failed"],
  order_confirm: ["done", "declined", "failed"], order_cancel: ["done", "declined", "failed"], rate: ["next", "none"], webhook: ["otherwise", "failed"],
  branch: ["otherwise"], random: [], set: ["next"], hang_up: [],
};
/** Whose ways out may be named freely. */
export const freeExits: Partial<Record<StepKind, "key" | "name">> = { menu: "key", webhook: "name", branch: "name", random: "name" };

export const freshStep = (kind: StepKind, name: string): Step => ({
  name, kind, title: "", exits: ownExits[kind].map((on) => ({ on, to: "", weight: 1 })), say: silent(), say_invalid: silent(), say_timeout: silent(),
  interruptible: true, attempts: 3, timeout_ms: kind === "webhook" ? 3000 : 6000, between_ms: 3000, digits_min: 1, digits_max: 12, terminator: "#",
  confirm: false, variable: "", value: "", language: "", skill: "", priority: 0, choose_time: false, number: "", url: kind === "webhook" ? "https://" : "", tests: [],
});

export function freeName(flow: FlowBody, kind: StepKind): string {
  for (let at = 1; ; at++) {
    const name = at === 1 ? kind : `${kind}_${at}`;
    if (!flow.steps.some((step) => step.name === name)) return name;
  }
}

export const withStep = (flow: FlowBody, step: Step): FlowBody => ({ ...flow, steps: flow.steps.map((one) => (one.name === step.name ? step : one)) });

export function addStep(flow: FlowBody, kind: StepKind): { flow: FlowBody; name: string } {
  const name = freeName(flow, kind);
  const start = flow.steps.length === 0 ? name : flow.start;
  return { name, flow: { ...flow, start, steps: [...flow.steps, freshStep(kind, name)] } };
}

const redirect = (exits: StepExit[], from: string, to: string) => exits.map((exit) => (exit.to === from ? { ...exit, to } : exit));

export function renameStep(flow: FlowBody, from: string, to: string): FlowBody {
  if (from === to || flow.steps.some((step) => step.name === to)) return flow;
  return {
    ...flow,
    start: flow.start === from ? to : flow.start,
    steps: flow.steps.map((step) => ({ ...step, name: step.name === from ? to : step.name, exits: redirect(step.exits, from, to) })),
  };
}

export function removeStep(flow: FlowBody, name: string): FlowBody {
  return { ...flow, steps: flow.steps.filter((step) => step.name !== name).map((step) => ({ ...step, exits: redirect(step.exits, name, "") })) };
}

export const textIn = (say: Say, language: string): string => say.texts.find((one) => one.language === language)?.text ?? "";
export const withText = (say: Say, language: string, text: string): Say => ({
  ...say,
  texts: text ? [...say.texts.filter((one) => one.language !== language), { language, text }] : say.texts.filter((one) => one.language !== language),
});
