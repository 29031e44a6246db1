import { SortedOrders } from "@/features/orders/components/sorted-orders";

export function SortingPage() {
  return <SortedOrders key="sorting" mine={false} />;
}

export function MyOrdersPage() {
  return <SortedOrders key="mine" mine />;
}
