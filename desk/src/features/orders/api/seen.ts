// Which version an edit of one fact is sent with. Pure.
import type { CheckField, Order } from "@/shared/api/types";

const parts: Record<CheckField, (order: Order) => unknown> = {
  recipient: (order) => order.recipient,
  phone: (order) => order.phone,
  address: (order) => [order.delivery_method, order.address],
  product: (order) => [order.lines, order.total],
  quantity: (order) => [order.lines, order.total],
  amount: (order) => [order.lines, order.total],
  delivery_time: (order) => [order.delivery_from, order.delivery_to],
};

export const sameFact = (field: CheckField, one: Order, other: Order): boolean =>
  JSON.stringify(parts[field](one)) === JSON.stringify(parts[field](other));

/**
 * The order is refreshed under an open editor. While the fact itself stands as she saw it the fresh version is hers too;
 * once it is another one she sends the version that she saw, and the server refuses to write over what she has not read.
 */
export const versionSeen = (field: CheckField, seen: Order, now: Order = seen): number =>
  sameFact(field, seen, now) ? now.version : seen.version;
