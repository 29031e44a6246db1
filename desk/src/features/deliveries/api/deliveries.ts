// Parcels and decisions on the wire; shapes are the server's own description.
import { queryOptions } from "@tanstack/react-query";

import { call, get, post } from "@/shared/api/client";
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

/** A way that only her own limits shut, asked of the superior. */
export const askOption = (decision: Decision, option: Option, why: string) =>
  post<unknown>(`/api/v1/decisions/${decision.id}/approvals`, { option, why }, { version: decision.version });

export const tellFailure = (shipmentId: string, fault: string) =>
  post<Decision>(`/api/v1/shipments/${shipmentId}/failures`, { fault });

// ---- waybills and the list they leave with ----
export type Courier = Shipment["courier"];
export type Label = S["Label"];
export type HandOver = S["HandOver"];
export type HandOverRow = S["HandOverRow"];
export type WaitingParcels = S["WaitingParcels"];

export const addParcel = (orderId: string, parcel: { courier: Courier; service: string; waybill: string }) =>
  post<S["ShipmentList"]>(`/api/v1/orders/${orderId}/shipments`, parcel);
export const makeWaybill = (id: string) => post(`/api/v1/shipments/${id}/waybill`);
export const changeWaybill = (id: string) => call("PUT", `/api/v1/shipments/${id}/waybill`);
export const cancelWaybill = (id: string) => call("DELETE", `/api/v1/shipments/${id}/waybill`);
export const dropParcel = (id: string) => call("DELETE", `/api/v1/shipments/${id}`);

export const labelQuery = (id: string) =>
  queryOptions({ queryKey: ["label", id], queryFn: ({ signal }) => get<Label>(`/api/v1/shipments/${id}/label`, {}, signal), retry: false });

export const handOversQuery = queryOptions({
  queryKey: ["hand-overs"],
  queryFn: ({ signal }) => get<S["HandOverList"]>("/api/v1/hand-overs", {}, signal),
  refetchInterval: 30_000,
});
export const handOverQuery = (id: string) =>
  queryOptions({ queryKey: ["hand-overs", id], queryFn: ({ signal }) => get<HandOver>(`/api/v1/hand-overs/${id}`, {}, signal) });
export const makeHandOver = (group: WaitingParcels, shipments: string[]) =>
  post<HandOver>("/api/v1/hand-overs", { shop_id: group.shop_id, courier: group.courier, shipments });
export const signHandOver = (sheet: HandOver, given_by: string, taken_by: string) =>
  post<HandOver>(`/api/v1/hand-overs/${sheet.id}/signatures`, { given_by, taken_by }, { version: sheet.version });
