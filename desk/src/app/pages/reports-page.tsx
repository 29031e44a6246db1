import { Reports } from "@/features/reports/components/reports";

export function ReportsPage() {
  return <Reports />;
}
