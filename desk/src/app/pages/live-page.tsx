import { useParams } from "@tanstack/react-router";

import { LiveCalls } from "@/features/live-calls/components/live-calls";

export function LivePage() {
  const { contactId } = useParams({ strict: false });
  return <LiveCalls key={contactId} contactId={contactId} />;
}
