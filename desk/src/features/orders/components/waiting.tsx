// What of this order waits for a superior: who is asked, what, until when, and the way to take it back.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { approvalsQuery, endApproval, type Approval } from "@/shared/api/approvals";
import { useMe } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";
import { Due } from "@/shared/ui/ticking";
import { tellAsked } from "@/shared/words/approvals";

import classes from "./confirm-card.module.css";

export function Waiting({ orderId }: { orderId: string }) {
  const { data } = useQuery(approvalsQuery);
  return data?.items.filter((one) => one.order_id === orderId && one.state === "open").map((one) => <Request key={one.id} one={one} />);
}

function Request({ one }: { one: Approval }) {
  const { i18n } = useLingui();
  const { person_id } = useMe();
  const cache = useQueryClient();
  const end = useMutation({
    mutationFn: () => endApproval(one, "withdraw"),
    onSettled: () => {
      for (const key of ["approvals", "order", "decisions"]) void cache.invalidateQueries({ queryKey: [key] });
    },
  });
  const who = one.answer_name || one.superior_name;
  return (
    <div role="status" className={classes.beyond}>
      <span><Trans>Asked {who}. Nothing changes before the yes; go on with the rest.</Trans> {tellAsked(i18n, one)} · <Due at={one.decide_by} from={one.asked_at} /></span>
      {one.asked_by === person_id && <Button size="compact-sm" variant="default" loading={end.isPending} onClick={() => end.mutate()}><Trans>Withdraw</Trans></Button>}
      <ProblemText error={end.error} />
    </div>
  );
}
