import { useParams } from "@tanstack/react-router";

import { Requests } from "@/features/approvals/components/requests";
import { DecisionView } from "@/features/deliveries/components/decision-view";
import { Decisions } from "@/features/deliveries/components/decisions";

export function DecisionsPage() {
  const { decisionId } = useParams({ strict: false });
  return decisionId ? <DecisionView key={decisionId} id={decisionId} /> : <Decisions requests={<Requests />} />;
}
