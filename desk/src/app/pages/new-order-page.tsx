// An order taken by hand outside a call; it lands on its card.
import { useNavigate } from "@tanstack/react-router";

import { NewOrder } from "@/features/orders/components/new-order";

export function NewOrderPage() {
  const navigate = useNavigate();
  return (
    <NewOrder onCancel={() => void navigate({ to: "/orders" })}
      onDone={(order) => void navigate({ to: "/orders/$orderId", params: { orderId: order.id }, replace: true })} />
  );
}
