import { People } from "@/features/people/components/people";

export function PeoplePage() {
  return <People />;
}
