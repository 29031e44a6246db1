import { useParams } from "@tanstack/react-router";

import { Inbox } from "@/features/conversations/components/inbox";

import { ChatBuyer } from "./chat-buyer";

export function InboxPage() {
  const { conversationId } = useParams({ strict: false });
  return <Inbox conversationId={conversationId} buyer={(id) => <ChatBuyer key={id} id={id} />} />;
}
