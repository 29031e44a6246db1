import { useParams } from "@tanstack/react-router";

import { CallButton } from "@/features/calling/components/call-button";
import { Parcels } from "@/features/deliveries/components/parcels";
import { OrderView } from "@/features/orders/components/order-view";

export function OrderPage() {
  const { orderId } = useParams({ strict: false });
  return orderId ? <OrderView key={orderId} orderId={orderId} call={<CallButton whom={{ order_id: orderId }} byKey />} parcels={<Parcels orderId={orderId} />} /> : null;
}
