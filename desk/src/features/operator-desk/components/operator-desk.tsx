// The desk of one operator: what waits (LINE), the contact in hand (TALK), who it is (BUYER).
import type { ReactNode } from "react";

import type { ContactCard, Order } from "@/shared/api/types";
import { useQuestionAbout, type QuestionAbout } from "@/shared/lib/question-about";
import { usePaintMark } from "@/shared/lib/marks";
import { useLive } from "@/shared/live/store";

import { BuyerColumn } from "./buyer-column";
import { LineColumn } from "./line-column";
import classes from "./operator-desk.module.css";
import { TalkColumn } from "./talk-column";

/** Parts of other features, handed in by the page: features do not know each other. */
export interface Slots {
  order: (orderId: string, contactId?: string) => ReactNode;
  /** The form of an order by hand for this contact. */
  newOrder: (contact: ContactCard, onDone: (order: Order) => void, onCancel: () => void) => ReactNode;
  player: (recordingId: string) => ReactNode;
  /** Calls the caller of a task that she has. */
  call: (contact: ContactCard) => ReactNode;
  /** What she writes in beside the call: an offer and tabs over TALK, and the thread in its place when a chat is chosen, with its buyer beside it. */
  chats?: { head: ReactNode; thread?: ReactNode; buyer?: ReactNode };
  lineChats?: (classes: Record<string, string>) => ReactNode;
  script: (orderId: string | undefined, contactId: string) => ReactNode;
}

export function OperatorDesk({ slots }: { slots: Slots }) {
  const contact = useLive((live) => live.contact);
  usePaintMark("desk", "");
  useQuestionAbout(aboutOf(contact));
  return (
    <div className={classes.desk}>
      <LineColumn contact={contact} chats={slots.lineChats?.(classes)} />
      <TalkColumn contact={contact} slots={slots} />
      {slots.chats?.thread ? <aside className={classes.column}>{slots.chats.buyer}</aside> : <BuyerColumn contact={contact} />}
    </div>
  );
}

/** Whom a difficult question would be about: the buyer in the talk, his only open order, the number he called from. */
function aboutOf(contact: ContactCard | null): QuestionAbout | undefined {
  if (!contact?.customer) return undefined;
  return {
    customer_id: contact.customer.id, name: contact.customer.name, contact: contact.caller.number,
    order_id: contact.orders.length === 1 ? contact.orders[0]?.id : undefined, contact_id: contact.contact_id, shop_id: contact.shop_id,
  };
}
