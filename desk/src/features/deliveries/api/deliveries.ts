// Parcels and decisions on the wire; shapes are the server's own description.
import { queryOptions } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";

type S = components["schemas"];
export type Decision = S["Decision"];
export type DecisionFacts = S["DecisionFacts"];
export type Ranked = S["Ranked"];
export type Excluded = S["Excluded"];
export type Shipment = S["Shipment"];
export type Option = Ranked["option"];

const again = 15_000; // the ranking is of now; the minutes run

export const decisionsQuery = queryOptions({
  queryKey: ["decisions"],
  queryFn: ({ signal }) => get<S["DecisionList"]>("/api/v1/decisions", {}, signal),
  refetchInterval: again,
});

export const decisionQuery = (id: string) =>
  queryOptions({
    queryKey: ["decisions", id],
    queryFn: ({ signal }) => get<Decision>(`/api/v1/decisions/${id}`, {}, signal),
    refetchInterval: again,
  });

export const parcelsQuery = (orderId: string) =>
  queryOptions({
    queryKey: ["order", orderId, "parcels"],
    queryFn: ({ signal }) => get<S["ShipmentList"]>(`/api/v1/orders/${orderId}/shipments`, {}, signal),
  });

export const setFacts = (decision: Decision, facts: DecisionFacts) =>
  post<Decision>(`/api/v1/decisions/${decision.id}/facts`, facts, { version: decision.version });

export const choose = (decision: Decision, option: Option, why: string) =>
  post<Decision>(`/api/v1/decisions/${decision.id}/choose`, { option, why }, { version: decision.version });

export const tellFailure = (shipmentId: string, fault: string) =>
  post<Decision>(`/api/v1/shipments/${shipmentId}/failures`, { fault });
