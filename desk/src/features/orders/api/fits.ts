// What fits to an order, on the wire: shown, taken, refused, and the figures of it.
import { queryOptions } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";
import type { Order } from "@/shared/api/types";

type S = components["schemas"];
export type Fit = S["Fit"];
export type FitCard = S["FitCard"];
export type FitCount = S["FitCount"];

/** The order's version is in the key: other goods, other fits. */
export const fitsQuery = (order: Order) =>
  queryOptions({
    queryKey: ["order", order.id, "fits", order.version],
    queryFn: ({ signal }) => get<FitCard>(`/api/v1/orders/${order.id}/fits`, {}, signal),
  });

export const fitsShown = (id: string, skus: string[], contact_id: string) => post<FitCard>(`/api/v1/orders/${id}/fits/shown`, { skus, contact_id });

export const answerFit = (order: Order, sku: string, result: "taken" | "refused", contact_id?: string) =>
  post<FitCard>(`/api/v1/orders/${order.id}/fits`, { sku, result, contact_id }, { version: order.version });

export const fitFiguresQuery = (from: number, to: number) =>
  queryOptions({
    queryKey: ["fit-figures", from, to],
    queryFn: ({ signal }) => get<S["FitFigures"]>("/api/v1/order-fit-figures", { from, to }, signal),
  });
