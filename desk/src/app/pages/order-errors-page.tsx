import { ErrorFiguresPage } from "@/features/orders/components/error-figures";

export function OrderErrorsPage() {
  return <ErrorFiguresPage />;
}
