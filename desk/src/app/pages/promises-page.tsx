import { Promises } from "@/features/promises/components/promises";

export function PromisesPage() {
  return <Promises />;
}
