// A message that must arrive: by which channels it goes on when it does not.
import { queryOptions } from "@tanstack/react-query";

import { call, get } from "./client";
import type { components } from "./schema.gen";
import type { Id } from "./types";

type Schemas = components["schemas"];
export type CascadeStep = Schemas["CascadeStep"];
export type CascadeRule = Schemas["CascadeRule"];

export const cascadesQuery = queryOptions({ queryKey: ["cascades"], queryFn: () => get<{ items: CascadeRule[] }>("/api/v1/cascades") });

/** A shop that has none yet begins with version 1. */
export const setCascade = (shop: Id, version: number, steps: CascadeStep[]) =>
  call<CascadeRule>("PUT", `/api/v1/cascades/${shop}`, { version, body: { steps } });

/** What stands behind this channel in the shop's list. */
export const behind = (rules: CascadeRule[] | undefined, shop: Id, channel: string): CascadeStep[] => {
  const steps = rules?.find((rule) => rule.shop_id === shop)?.steps ?? [];
  const at = steps.findIndex((step) => step.channel === channel);
  return at < 0 ? [] : steps.slice(at + 1);
};
