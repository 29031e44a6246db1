// The ways to deliver an order: first from what is kept, then with the couriers asked; and the choice.
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { ApiError, get, post } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";
import type { Order } from "@/shared/api/types";

import { orderQuery } from "./orders";

type S = components["schemas"];
export type Way = S["Way"];
export type WayList = S["WayList"];
export type FoundCity = S["FoundCity"];
export type FoundPoint = S["FoundPoint"];
export type ChooseWay = S["ChooseWay"];

export interface WayQuery {
  city?: FoundCity;
  point?: FoundPoint;
  weight_g?: number;
}

export const waysQuery = (orderId: string, contactId: string | undefined, asked: WayQuery, ask: boolean) => {
  const at = (courier: string) => asked.city?.at.find((one) => one.courier === courier)?.ref;
  return queryOptions({
    queryKey: ["ways", orderId, contactId, asked, ask],
    queryFn: ({ signal }) =>
      get<WayList>(`/api/v1/orders/${orderId}/ways`, {
        contact_id: contactId, novaposhta_city: at("novaposhta"), ukrposhta_city: at("ukrposhta"),
        point_courier: asked.point?.courier, point_ref: asked.point?.ref, weight_g: asked.weight_g, ask: ask ? 1 : undefined,
      }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
};

export const citiesQuery = (shop_id: string, q: string) =>
  queryOptions({
    queryKey: ["places", "cities", shop_id, q],
    queryFn: ({ signal }) => get<S["FoundCityList"]>("/api/v1/places/cities", { shop_id, q, limit: 8 }, signal),
    enabled: q.trim().length > 0,
    placeholderData: keepPreviousData,
  });

export const pointsQuery = (way: Way, q: string, order: Order, weight_g: number) =>
  queryOptions({
    queryKey: ["places", "points", way.courier, way.city_ref, way.service, q, order.id, weight_g],
    queryFn: ({ signal }) =>
      get<S["FoundPointList"]>("/api/v1/places/points", {
        courier: way.courier, city_ref: way.city_ref, kind: way.service, q, weight_g, value: Math.max(0, order.total.minor),
        cod: Math.max(0, order.cod_due.minor), limit: 8,
      }, signal),
    placeholderData: keepPreviousData,
  });

export function useChooseWay(order: Order, contactId?: string) {
  const cache = useQueryClient();
  const key = orderQuery(order.id, contactId).queryKey;
  return useMutation({
    scope: { id: `order-${order.id}` },
    mutationFn: (choice: Omit<ChooseWay, "contact_id">) =>
      post<Order>(`/api/v1/orders/${order.id}/way`, { ...choice, contact_id: contactId }, { version: cache.getQueryData(key)?.version ?? order.version }),
    onSuccess: (fresh) => {
      cache.setQueryData(key, fresh);
      void cache.invalidateQueries({ queryKey: ["ways", order.id] });
      void cache.invalidateQueries({ queryKey: ["orders"] });
    },
    onError: (error) => {
      if (error instanceof ApiError && error.status === 409) void cache.invalidateQueries({ queryKey: ["order", order.id] });
    },
  });
}
