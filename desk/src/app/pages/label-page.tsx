import { useParams } from "@tanstack/react-router";

import { LabelPage } from "@/features/deliveries/components/label-page";

export function LabelPrintPage() {
  const { shipmentId } = useParams({ strict: false });
  return shipmentId ? <LabelPage key={shipmentId} id={shipmentId} /> : null;
}
