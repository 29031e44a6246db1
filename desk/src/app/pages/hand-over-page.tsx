import { useParams } from "@tanstack/react-router";

import { HandOverSheet } from "@/features/deliveries/components/hand-over-sheet";
import { HandOvers } from "@/features/deliveries/components/hand-overs";
import { OrderTabs } from "@/features/orders/components/order-tabs";

export function HandOverPage() {
  const { sheetId } = useParams({ strict: false });
  return sheetId ? <HandOverSheet key={sheetId} id={sheetId} tabs={<OrderTabs />} /> : <HandOvers tabs={<OrderTabs />} />;
}
