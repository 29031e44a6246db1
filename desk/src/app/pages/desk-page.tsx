// Puts the order card, the player, the script and the chats into the operator's desk.
import { useLingui } from "@lingui/react";
import { useEffect, useState } from "react";

import { CallButton } from "@/features/calling/components/call-button";
import { ChatOfferCard } from "@/features/conversations/components/chat-offer";
import { ChatTabs, LineChats, useMyChats } from "@/features/conversations/components/chat-tabs";
import { Thread } from "@/features/conversations/components/thread";
import { useConversationStream } from "@/features/conversations/lib/stream";
import { OperatorDesk, type Slots } from "@/features/operator-desk/components/operator-desk";
import { ConfirmCard } from "@/features/orders/components/confirm-card";
import { Lessons } from "@/features/orders/components/lessons";
import { NewOrder } from "@/features/orders/components/new-order";
import { ScriptStrip } from "@/features/orders/components/script-strip";
import { Player } from "@/features/recordings/components/player";
import { useLive } from "@/shared/live/store";
import { callerKinds } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import { ChatBuyer } from "./chat-buyer";

const slots: Slots = {
  order: (orderId, contactId) => <ConfirmCard orderId={orderId} contactId={contactId} />,
  newOrder: (contact, onDone, onCancel) => (
    <NewOrder contact={{ ...contact, number: contact.caller.number }} onDone={onDone} onCancel={onCancel} />
  ),
  player: (recordingId) => <Player recordingId={recordingId} />,
  call: (contact) => <CallButton whom={{ contact_id: contact.contact_id }} byKey />,
  script: (orderId, contactId) => orderId && <ScriptStrip orderId={orderId} contactId={contactId} />,
};

export function DeskPage() {
  const chats = useChats();
  return <OperatorDesk slots={{ ...slots, ...chats }} />;
}

/** The call and her chats share TALK: one of them is shown, tabs say what the others want. */
function useChats(): Pick<Slots, "chats" | "lineChats"> {
  const { i18n } = useLingui();
  useConversationStream();
  const contact = useLive((live) => live.contact);
  const offer = useLive((live) => live.chatOffer);
  const mine = useMyChats();
  const [chosen, setChosen] = useState<string>();
  const call = contact && contact.state !== "done" ? contact.contact_id : undefined;
  useEffect(() => { if (call) setChosen("call"); }, [call]); // a call that comes takes the place, the chats stay as tabs
  const wanted = chosen === "call" && !call ? undefined : chosen;
  const shown = wanted === "call" || mine.some(({ id }) => id === wanted) ? wanted : call ? "call" : mine[0]?.id;
  const name = contact && call ? contact.caller.name || tell(i18n, callerKinds, contact.caller.who) : undefined;
  return {
    chats: {
      head: (
        <>
          <Lessons />
          {offer && <ChatOfferCard key={offer.conversation.id} offer={offer} byKey={contact?.state !== "offered"} onTaken={setChosen} />}
          <ChatTabs chats={mine} call={name} chosen={shown} onChoose={setChosen} />
        </>
      ),
      thread: shown && shown !== "call" ? <Thread key={shown} id={shown} /> : undefined,
      buyer: shown && shown !== "call" ? <ChatBuyer key={shown} id={shown} /> : undefined,
    },
    lineChats: (classes) => <LineChats chats={mine} classes={classes} onChoose={setChosen} />,
  };
}
