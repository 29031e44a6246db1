// Words of limits and of requests for more: codes of the server, told in the reader's language.
import type { I18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { components } from "@/shared/api/schema.gen";
import { tellMoney, tellSum } from "@/shared/lib/money";

import type { Words } from "./contact";
import { options } from "./deliveries";
import { checkFields } from "./orders";
import { tell } from "./tell";

type S = components["schemas"];

export const approvalStates: Words = {
  open: msg`Waits`,
  approved: msg`Approved`,
  refused: msg`Refused`,
  lapsed: msg`Nobody answered in time`,
  withdrawn: msg`Withdrawn`,
};

/** Why a request closed by itself. */
export const approvalCauses: Words = {
  order_cancelled: msg`the order was cancelled`,
  order_merged: msg`the order was merged into another`,
  order_ended: msg`the order has ended`,
  order_sent: msg`the goods have left`,
  asker_gone: msg`who asked works here no longer`,
};

/** From here on a sum says: nobody knows the goods' value (the server's beyond_any). */
const moneyMax = 1_000_000_000_000;

export const limitStates: Words = {
  in_force: msg`holds`,
  coming: msg`comes`,
  superseded: msg`was replaced`,
};

export interface OverLimit {
  kind: string;
  most: number;
  asked: number;
}

/** "₴250, alone ₴150": what is asked and what she may do herself. */
export function tellOver(i18n: I18n, over: OverLimit[], currency: string): string {
  return over.map((one) => {
    const asked = one.kind === "money" ? tellMoney(i18n.locale, { minor: one.asked, currency }) : String(one.asked);
    const most = one.kind === "money" ? tellMoney(i18n.locale, { minor: one.most, currency }) : String(one.most);
    if (one.kind === "money" && one.asked > moneyMax) return i18n._(msg`goods without a list price, alone ${most}`);
    if (one.kind === "money") return i18n._(msg`${asked} given away, alone ${most}`);
    if (one.kind === "days") return i18n._(msg`days later: ${asked}, alone ${most}`);
    return i18n._(msg`tries: ${asked}, alone ${most}`);
  }).join("; ");
}

/** What is to be done, in one line. */
export function tellAsked(i18n: I18n, one: S["Approval"]): string {
  const words = new Map(one.words.map(([key, value]) => [String(key), String(value)]));
  const option = words.get("option");
  if (option) {
    const cost = tellMoney(i18n.locale, { minor: Number(words.get("cost") ?? 0), currency: one.currency });
    return `${tell(i18n, options, option)} · ${words.get("date") ?? ""} · ${cost}`;
  }
  const told = (field: string, when: "before" | "after") => {
    const value = words.get(`${field}_${when}`) ?? "";
    return field === "amount" ? tellSum(i18n.locale, value) : value;
  };
  const changed = (["product", "quantity", "amount", "delivery_time"] as const)
    .filter((field) => words.has(`${field}_after`))
    .map((field) => `${i18n._(checkFields[field])}: ${told(field, "before")} → ${told(field, "after")}`);
  return changed.join(" · ");
}

/** From a refusal's parameters: kind, most and asked follow each other. */
export function overOf(params: [string, string][]): { over: OverLimit[]; superior: string; currency: string } {
  const out = { over: [] as OverLimit[], superior: "", currency: "" };
  for (const [key, value] of params) {
    const last = out.over[out.over.length - 1];
    if (key === "superior" || key === "currency") out[key] = value;
    else if (key === "kind") out.over.push({ kind: value, most: 0, asked: 0 });
    else if (last && (key === "most" || key === "asked")) last[key] = Number(value);
  }
  return out;
}
