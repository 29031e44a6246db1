// Errors of orders that were found later, lessons from them, and the figure.
import { queryOptions } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";

type S = components["schemas"];
export type OrderError = S["OrderError"];
export type NewOrderError = S["NewOrderError"];
export type ErrorFigures = S["ErrorFigures"];

export const errorsQuery = (order: string) =>
  queryOptions({ queryKey: ["order", order, "errors"], queryFn: ({ signal }) => get<S["OrderErrorList"]>(`/api/v1/orders/${order}/errors`, {}, signal) });
export const addError = (order: string, error: NewOrderError) => post<S["OrderErrorList"]>(`/api/v1/orders/${order}/errors`, error);

export const lessonsQuery = queryOptions({
  queryKey: ["lessons"],
  queryFn: ({ signal }) => get<S["OrderErrorList"]>("/api/v1/order-lessons", {}, signal),
  refetchInterval: 300_000,
});
export const lessonSeen = (id: string) => post<OrderError>(`/api/v1/order-lessons/${id}/seen`);

export const errorFiguresQuery = (from: number, to: number) =>
  queryOptions({ queryKey: ["order-error-figures", from, to], queryFn: ({ signal }) => get<ErrorFigures>("/api/v1/order-error-figures", { from, to }, signal) });
export const foundErrorsQuery = (from: number, to: number) =>
  queryOptions({ queryKey: ["order-errors", from, to], queryFn: ({ signal }) => get<S["OrderErrorList"]>("/api/v1/order-errors", { from, to }, signal) });
