import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";

import { Requests } from "@/features/approvals/components/requests";
import { DecisionView } from "@/features/deliveries/components/decision-view";
import { Decisions } from "@/features/deliveries/components/decisions";
import { approvalsQuery } from "@/shared/api/approvals";

export function DecisionsPage() {
  const { decisionId } = useParams({ strict: false });
  const { data } = useQuery(approvalsQuery);
  const asked = (data?.items.length ?? 0) > 0;
  return decisionId ? <DecisionView key={decisionId} id={decisionId} /> : <Decisions requests={<Requests />} asked={asked} />;
}
