// Orders on the wire. Every edit carries the version that was read (If-Match) and yields the whole fresh order.
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import type { Approval } from "@/shared/api/approvals";
import { ApiError, get, post } from "@/shared/api/client";
import { orderKey } from "@/shared/api/known-order";
import type { components } from "@/shared/api/schema.gen";
import type { CheckField, Customer, DeskState, Money, NewOrder, Order, OrderPage, Page, Product } from "@/shared/api/types";

import { versionSeen } from "./seen";

export const orderQuery = (id: string, contactId?: string) =>
  queryOptions({
    queryKey: orderKey(id, contactId),
    queryFn: ({ signal }) => get<Order>(`/api/v1/orders/${id}`, { contact_id: contactId }, signal),
  });

export interface OrderFilter {
  state?: DeskState;
  q?: string;
  shop_id?: string;
}

export const ordersQuery = (filter: OrderFilter) =>
  infiniteQueryOptions({
    queryKey: ["orders", filter],
    queryFn: ({ pageParam, signal }) =>
      get<OrderPage>("/api/v1/orders", { ...filter, cursor: pageParam, limit: 100 }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
  });

export interface LineChange {
  id: string;
  quantity: number;
  price?: Money;
  sku?: string;
  name?: string;
}

/** One of the seven facts, confirmed or changed. */
export interface Check {
  field: CheckField;
  result: "confirmed" | "changed";
  value?: string;
  lines?: LineChange[];
  delivery_method?: Order["delivery_method"];
  delivery_from?: number;
  delivery_to?: number;
}

export type OrderStep =
  /** `seen`: the order as it stood when she began. */
  | { step: "checks"; body: Check; seen: Order }
  | { step: "confirm" }
  | { step: "hold"; body: { reason: string; until?: number } }
  | { step: "cancel"; body: { reason: string } }
  | { step: "reopen" }
  | { step: "no-contact" };

/**
 * Runs steps on one order, one after another: a quick second Enter must not race the first one's version.
 * The version is read when the step runs, not when it was asked for; of a fact it is the one that she saw.
 */
export function useOrderStep(id: string, contactId?: string) {
  const cache = useQueryClient();
  const key = orderQuery(id, contactId).queryKey;
  return useMutation({
    scope: { id: `order-${id}` },
    mutationFn: async (asked: OrderStep) => {
      const known = cache.getQueryData(key);
      const version = asked.step === "checks" ? versionSeen(asked.body.field, asked.seen, known) : known?.version;
      const body = { ...("body" in asked ? asked.body : {}), contact_id: contactId };
      const fresh = await post<Order>(`/api/v1/orders/${id}/${asked.step}`, body, { version });
      cache.setQueryData(key, fresh);
      return fresh;
    },
    onError: (error) => {
      if (error instanceof ApiError && error.status === 409) void cache.invalidateQueries({ queryKey: ["order", id] });
    },
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ["orders"] });
      void cache.invalidateQueries({ queryKey: ["promises"] });
    },
  });
}

/** An edit beyond her own limits, asked of the superior. */
export const askEdit = (order: Order, check: Check, why: string) =>
  post<Approval>(`/api/v1/orders/${order.id}/approvals`, { check, why }, { version: order.version });

/** What can be put into an order: of the catalogue with its stock of now, else of what was sold lately. */
export interface Goods extends Product {
  /** Pieces that may be promised; undefined: nobody counts them. */
  available?: number;
}

export const goodsQuery = (shop_id: string, q: string, language: string) =>
  queryOptions({
    queryKey: ["products", shop_id, q, language],
    queryFn: async ({ signal }): Promise<Goods[]> => {
      const kept = await get<components["schemas"]["CataloguePage"]>("/api/v1/catalogue", { shop_id, q, limit: 12 }, signal);
      const sold = kept.items.filter(({ active }) => active).slice(0, 8);
      if (sold.length > 0) return sold.map((one) => goodsOf(one, language));
      return (await get<{ items: Product[] }>("/api/v1/products", { shop_id, q, limit: 8 }, signal)).items;
    },
    enabled: shop_id !== "",
  });

/** The name in her language, else in any; a product that nobody counts has no number. */
export function goodsOf(one: components["schemas"]["CatalogueProduct"], language: string): Goods {
  const name = one.names[language] ?? Object.values(one.names)[0] ?? one.sku;
  return { sku: one.sku, name, price: one.price, available: one.stock_kept ? one.available : undefined };
}

export const buyersQuery = (q: string) =>
  queryOptions({
    queryKey: ["customers", q],
    queryFn: ({ signal }) => get<Page<Customer>>("/api/v1/customers", { q, limit: 8 }, signal),
    enabled: q.length > 1,
  });

/** Answers the whole fresh order, unmasked when it was taken in her contact. */
export function useCreateOrder(contactId?: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (order: NewOrder) => post<Order>("/api/v1/orders", order, { query: { contact_id: contactId } }),
    onSuccess: (order) => {
      cache.setQueryData(orderQuery(order.id, contactId).queryKey, order);
      void cache.invalidateQueries({ queryKey: ["orders"] });
    },
  });
}
