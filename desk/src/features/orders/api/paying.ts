// Where to pay, on the wire: the words by one key, what came, and a shop's template.
import { queryOptions } from "@tanstack/react-query";

import { call, get, post } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";
import type { Money, Order } from "@/shared/api/types";

type S = components["schemas"];
export type PayTemplate = S["PayTemplate"];
export type PayRequest = S["PayRequest"];

export const payQuery = (order: Order) =>
  queryOptions({
    queryKey: ["order", order.id, "pay", order.version],
    queryFn: ({ signal }) => get<S["PayCard"]>(`/api/v1/orders/${order.id}/pay`, {}, signal),
  });

export const sendPay = (id: string) => post<S["PayCard"]>(`/api/v1/orders/${id}/pay`);

export const moneyCame = (order: Order, amount: Money, note: string, contact_id?: string) =>
  post<Order>(`/api/v1/orders/${order.id}/payments`, { amount, note, contact_id }, { version: order.version });

export const payTemplateQuery = (shop: string) =>
  queryOptions({ queryKey: ["pay-template", shop], queryFn: ({ signal }) => get<PayTemplate>(`/api/v1/pay-templates/${shop}`, {}, signal) });

export const savePayTemplate = (shop: string, body: PayTemplate) => call<PayTemplate>("PUT", `/api/v1/pay-templates/${shop}`, { body });
