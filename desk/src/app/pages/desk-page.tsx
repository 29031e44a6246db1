// Puts the order card, the player and the script into the operator's desk.
import { CallButton } from "@/features/calling/components/call-button";
import { OperatorDesk, type Slots } from "@/features/operator-desk/components/operator-desk";
import { ConfirmCard } from "@/features/orders/components/confirm-card";
import { NewOrder } from "@/features/orders/components/new-order";
import { ScriptStrip } from "@/features/orders/components/script-strip";
import { Player } from "@/features/recordings/components/player";

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
  return <OperatorDesk slots={slots} />;
}
