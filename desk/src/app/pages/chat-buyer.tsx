// The buyer beside a chat: his record when it is known who he is, else the way to say it.
import { useQuery } from "@tanstack/react-query";

import { BuyerBeside } from "@/features/buyers/components/beside";
import { WhoWrites } from "@/features/conversations/components/who-writes";
import { threadQuery } from "@/shared/api/conversations";
import { useCan, useMe } from "@/shared/lib/session";

export function ChatBuyer({ id }: { id: string }) {
  const { data } = useQuery(threadQuery(id));
  const me = useMe();
  const may = useCan("customers.view");
  if (!data || !may) return null;
  const { conversation } = data;
  const mine = conversation.assignee === me.person_id && conversation.place === "hers";
  if (!conversation.customer_id) return <WhoWrites conversation={conversation} />;
  return <BuyerBeside key={conversation.customer_id} id={conversation.customer_id} contactId={mine ? (conversation.contact_id ?? undefined) : undefined} />;
}
