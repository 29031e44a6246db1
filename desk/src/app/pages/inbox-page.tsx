import { useParams } from "@tanstack/react-router";

import { Inbox } from "@/features/conversations/components/inbox";

export function InboxPage() {
  const { conversationId } = useParams({ strict: false });
  return <Inbox conversationId={conversationId} />;
}
