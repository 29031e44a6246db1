// The desk of one operator: what waits (LINE), the contact in hand (TALK), who it is (BUYER).
import type { ReactNode } from "react";

import type { ContactCard, Order } from "@/shared/api/types";
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
  script: (orderId: string | undefined, contactId: string) => ReactNode;
}

export function OperatorDesk({ slots }: { slots: Slots }) {
  const contact = useLive((live) => live.contact);
  usePaintMark("desk", "");
  return (
    <div className={classes.desk}>
      <LineColumn contact={contact} />
      <TalkColumn contact={contact} slots={slots} />
      <BuyerColumn contact={contact} />
    </div>
  );
}
