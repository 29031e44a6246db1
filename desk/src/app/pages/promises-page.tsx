import { useParams } from "@tanstack/react-router";

import { Promises } from "@/features/promises/components/promises";

export function PromisesPage() {
  const { promiseId } = useParams({ strict: false });
  return <Promises opened={promiseId} />;
}
