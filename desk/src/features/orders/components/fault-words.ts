// What a person reads at a field of a new order that is not right yet.
import { useLingui } from "@lingui/react/macro";

import type { Fault } from "./order-draft";

export function useFaultWords(): Record<Fault, string> {
  const { t } = useLingui();
  return {
    shop: t`Choose the shop`,
    name: t`Say who receives the order`,
    phone: t`Write the number with its country code`,
    lines: t`Add at least one product`,
    product: t`Say which product it is`,
    quantity: t`From 1 to 10,000`,
    price: t`Not a sum`,
    address: t`Say where it goes`,
  };
}
