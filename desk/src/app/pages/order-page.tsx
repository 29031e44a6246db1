import { useParams } from "@tanstack/react-router";

import { OrderView } from "@/features/orders/components/order-view";

export function OrderPage() {
  const { orderId } = useParams({ strict: false });
  return orderId ? <OrderView key={orderId} orderId={orderId} /> : null;
}
