import { Recordings } from "@/features/recordings/components/recordings";

export function RecordingsPage() {
  return <Recordings />;
}
