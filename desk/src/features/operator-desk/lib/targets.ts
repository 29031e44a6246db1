// Whom the operator can ask, in a list that stands still: the order is that of the first answer, states change in place. Pure.
import type { TargetFlow, TargetPerson, TargetQueue, TransferIn, TransferTargets } from "@/shared/api/types";

export type Target = { id: string; name: string; can: boolean } & ({ kind: "person"; person: TargetPerson } | { kind: "queue"; queue: TargetQueue } | { kind: "flow"; flow: TargetFlow } | { kind: "number"; number: string });

export function targetsOf({ people, queues, flows }: TransferTargets): Target[] {
  return [
    ...people.map((person) => ({ id: `p${person.person_id}`, name: person.name, can: person.free, kind: "person" as const, person })),
    ...queues.map((queue) => ({ id: `q${queue.queue_id}`, name: queue.name, can: true, kind: "queue" as const, queue })),
    ...flows.map((flow) => ({ id: `f${flow.flow_id}`, name: flow.name, can: true, kind: "flow" as const, flow })),
  ];
}

/** What is typed, when it can be a number outside. */
export function numberIn(typed: string): Target | undefined {
  const number = typed.replace(/[\s()-]/g, "");
  if (!/^\+?\d{6,15}$/.test(number)) return undefined;
  return { id: "number", name: number, can: true, kind: "number", number };
}

/** Those of `before` keep their places, people, queues and flows apart; who is new comes last of his kind. */
export function steady(before: string[], now: Target[]): Target[] {
  const place = (target: Target) => {
    const at = before.indexOf(target.id);
    return at < 0 ? before.length : at;
  };
  const kind = (target: Target) => ["person", "queue", "flow", "number"].indexOf(target.kind);
  return [...now].sort((a, b) => kind(a) - kind(b) || place(a) - place(b));
}

export function fits(target: Target, typed: string): boolean {
  const name = target.name.toLocaleLowerCase();
  return typed.toLocaleLowerCase().split(/\s+/).every((part) => name.includes(part));
}

export function whom(target: Target): TransferIn {
  if (target.kind === "person") return { person_id: target.person.person_id };
  if (target.kind === "queue") return { queue_id: target.queue.queue_id };
  return target.kind === "flow" ? { flow_id: target.flow.flow_id } : { number: target.number };
}

/** Nobody is in a flow to be asked first: he can only be sent there. */
export const answers = (target: Target): boolean => target.kind !== "flow";
