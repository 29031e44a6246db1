// Couriers' accounts, rules and unexplained codes on the wire; shapes are the server's own description.
import { queryOptions } from "@tanstack/react-query";

import { call, get, post } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";

type S = components["schemas"];
export type Account = S["Account"];
export type AccountTest = S["AccountTest"];
export type Courier = Account["courier"];
export type CourierRule = S["CourierRule"];
export type RuleRow = S["RuleRow"];
export type UnknownCode = S["UnknownCode"];
export type Directory = S["DirectoryCard"];
export type ParcelStatus = NonNullable<UnknownCode["status"]>;

const key = "couriers";

export const accountsQuery = queryOptions({
  queryKey: [key, "accounts"],
  queryFn: ({ signal }) => get<S["AccountList"]>("/api/v1/couriers/accounts", {}, signal),
  refetchInterval: 15_000,
});
export const rulesQuery = queryOptions({
  queryKey: [key, "rules"],
  queryFn: ({ signal }) => get<S["RuleList"]>("/api/v1/couriers/rules", {}, signal),
});
export const codesQuery = queryOptions({
  queryKey: [key, "codes"],
  queryFn: ({ signal }) => get<S["UnknownCodeList"]>("/api/v1/couriers/codes", {}, signal),
});

export const directoriesQuery = queryOptions({
  queryKey: [key, "directories"],
  queryFn: ({ signal }) => get<S["DirectoryList"]>("/api/v1/couriers/directories", {}, signal),
  refetchInterval: 10_000,
});
export const readDirectory = (courier: Courier) => post<S["DirectoryList"]>(`/api/v1/couriers/directories/${courier}/read`);

export interface AccountForm {
  shop_id: string;
  courier: Courier;
  url: string;
  key: string;
  sender: string;
}

/** The sender's references as typed: an object in JSON, or nothing. Throws SyntaxError for anything else. */
export function readSender(text: string): Record<string, unknown> {
  const value: unknown = text.trim() === "" ? {} : JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new SyntaxError("not an object");
  return value as Record<string, unknown>;
}

export const addAccount = (form: AccountForm) =>
  post<S["AccountList"]>("/api/v1/couriers/accounts", { ...form, sender: readSender(form.sender) });
export const changeAccount = (account: Account, form: AccountForm) =>
  call<S["AccountList"]>("PATCH", `/api/v1/couriers/accounts/${account.id}`, {
    body: { url: form.url, key: form.key || undefined, sender: readSender(form.sender) },
    version: account.version,
  });
export const testAccount = (id: string) => post<AccountTest>(`/api/v1/couriers/accounts/${id}/test`);
export const explainCode = (code: UnknownCode, status: ParcelStatus) =>
  post<S["UnknownCodeList"]>("/api/v1/couriers/codes", { courier: code.courier, code: code.code, status });
export const addRule = (shop_id: string, rule: CourierRule) => post<RuleRow>("/api/v1/couriers/rules", { shop_id, rule });
