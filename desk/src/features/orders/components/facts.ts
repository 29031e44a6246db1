// The seven facts of an order as they are read out, and how far the confirmation has come. Pure.
import type { I18n } from "@lingui/core";

import type { CheckField, FieldCheck, Order } from "@/shared/api/types";
import { tellMoney } from "@/shared/lib/money";
import { tellNumber } from "@/shared/lib/phone-number";
import { slot } from "@/shared/lib/time-words";
import { checkOrder, deliveryMethods } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

export function fact(i18n: I18n, order: Order, field: CheckField, now: number, timeZone?: string): string {
  switch (field) {
    case "recipient":
      return order.recipient;
    case "phone":
      return tellNumber(order.phone);
    case "address":
      return `${tell(i18n, deliveryMethods, order.delivery_method)} · ${order.address}`;
    case "product":
      return order.lines.map((line) => line.name).join(" · ");
    case "quantity":
      return order.lines.map((line) => `${line.sku || line.name} × ${line.quantity}`).join(" · ");
    case "amount":
      return tellMoney(i18n.locale, order.total);
    case "delivery_time":
      if (order.delivery_from === undefined || order.delivery_to === undefined) return "";
      return slot(i18n.locale, now, order.delivery_from, order.delivery_to, timeZone);
  }
}

export function checkOf(order: Order, field: CheckField): FieldCheck | undefined {
  return order.checks.find((check) => check.field === field);
}

export function isDone(order: Order, field: CheckField): boolean {
  const check = checkOf(order, field);
  return check !== undefined && check.state !== "open";
}

export function doneCount(order: Order): number {
  return checkOrder.filter((field) => isDone(order, field)).length;
}

/** The next open fact after `from`, wrapping round; undefined when all are done. */
export function nextOpen(order: Order, from?: CheckField): CheckField | undefined {
  const start = from ? checkOrder.indexOf(from) + 1 : 0;
  const round = [...checkOrder.slice(start), ...checkOrder.slice(0, start)];
  return round.find((field) => !isDone(order, field));
}

export const editable: ReadonlySet<Order["desk_state"]> = new Set(["new", "calling", "hold", "no_contact"]);

export type ScriptStep = "greet" | "verify" | "offer" | "slot" | "close";

/** Where the talk stands, read from what is already confirmed. */
export function scriptStep(order: Order | undefined): ScriptStep {
  if (!order || doneCount(order) === 0) return "greet";
  if (!editable.has(order.desk_state)) return "close";
  const all = (...fields: CheckField[]) => fields.every((field) => isDone(order, field));
  if (!all("recipient", "phone", "address")) return "verify";
  if (!all("product", "quantity", "amount")) return "offer";
  return all("delivery_time") ? "close" : "slot";
}
