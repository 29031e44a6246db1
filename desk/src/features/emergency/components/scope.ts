// Whom an emergency concerns, as it is chosen on screen, to and from what the server takes. Pure.
import type { Scope } from "@/shared/api/types";

export type ScopeKind = "everybody" | "shops" | "departments" | "people";

export interface Chosen {
  kind: ScopeKind;
  ids: string[];
}

export const everybody: Chosen = { kind: "everybody", ids: [] };

/** An empty list means all of them, so a choice without a name is no scope yet. */
export const isChosen = ({ kind, ids }: Chosen): boolean => kind === "everybody" || ids.length > 0;

export function toScope({ kind, ids }: Chosen): Scope {
  return {
    shop_ids: kind === "shops" ? ids : [],
    department_ids: kind === "departments" ? ids : [],
    person_ids: kind === "people" ? ids : [],
  };
}

/** The server lets named people win over departments, and narrows departments by shops; the narrowest is named. */
export function fromScope(scope: Scope): Chosen {
  if (scope.person_ids.length > 0) return { kind: "people", ids: scope.person_ids };
  if (scope.department_ids.length > 0) return { kind: "departments", ids: scope.department_ids };
  if (scope.shop_ids.length > 0) return { kind: "shops", ids: scope.shop_ids };
  return everybody;
}
