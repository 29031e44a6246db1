// The draft outlives Esc, another screen and a reload; it goes with the tab, with sign-out, or once the order is made.
import { useState } from "react";

import type { OrderDraft } from "./order-draft";

const keyOf = (place: string) => `orderline.new-order.${place}`;

export function useDraft(place: string, first: () => OrderDraft) {
  const [draft, setDraft] = useState(() => kept(place) ?? first());
  return {
    draft,
    change(part: Partial<OrderDraft>) {
      const next = { ...draft, ...part };
      setDraft(next);
      sessionStorage.setItem(keyOf(place), JSON.stringify(next));
    },
    forget: () => sessionStorage.removeItem(keyOf(place)),
  };
}

function kept(place: string): OrderDraft | undefined {
  try {
    return (JSON.parse(sessionStorage.getItem(keyOf(place)) ?? "null") as OrderDraft | null) ?? undefined;
  } catch {
    return undefined;
  }
}
