import { useParams } from "@tanstack/react-router";

import { People } from "@/features/people/components/people";

export function PeoplePage() {
  const { personId } = useParams({ strict: false });
  return <People personId={personId} />;
}
