// One buyer; during her live contact with him nothing is masked.
import { useParams } from "@tanstack/react-router";

import { CallButton } from "@/features/calling/components/call-button";
import { BuyerPage as Buyer } from "@/features/buyers/components/buyer-page";
import { useLive } from "@/shared/live/store";

export function BuyerPage() {
  const { buyerId } = useParams({ strict: false });
  const contact = useLive((state) => state.contact);
  if (!buyerId) return null;
  const mine = contact !== null && contact.customer?.id === buyerId ? contact.contact_id : undefined;
  return <Buyer key={buyerId} id={buyerId} contactId={mine} call={<CallButton whom={{ customer_id: buyerId }} byKey />} />;
}
