// Somebody is ill: what goes to whom, first as a preview.
import { post } from "@/shared/api/client";
import type { Promise_ } from "@/shared/api/types";

export type Reason = "with_order" | "superior" | "stand_in" | "fewest_open" | "line";
export interface Illness {
  until: number;
  moves: { promise: Promise_; to_name: string; reason: Reason }[];
  orders: number;
  orders_to_name: string;
  done: boolean;
}

export const markIll = (person: string, until: number, preview: boolean) => post<Illness>(`/api/v1/people/${person}/ill`, { until, preview });
