import { FitFiguresPage } from "@/features/orders/components/fit-figures";

export function OrderFitsPage() {
  return <FitFiguresPage />;
}
