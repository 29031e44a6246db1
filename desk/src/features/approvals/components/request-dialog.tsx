// One request: what is asked and why, and the superior's yes or no. Nothing is done before the yes.
import { Button, Textarea } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { approvalsQuery, decides, endApproval, type Approval } from "@/shared/api/approvals";
import { useMe } from "@/shared/lib/session";
import { fullTime } from "@/shared/lib/time-words";
import { Dialog } from "@/shared/ui/dialog";
import { Key, shortKey } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";
import { sendByKey } from "@/shared/ui/send-by-key";
import { Due } from "@/shared/ui/ticking";
import { approvalCauses, approvalStates, tellAsked, tellOver } from "@/shared/words/approvals";
import { tell } from "@/shared/words/tell";

import classes from "./approvals.module.css";

export function RequestDialog({ one, close }: { one: Approval; close: () => void }) {
  const { t, i18n } = useLingui();
  const { person_id } = useMe();
  const cache = useQueryClient();
  const [reason, setReason] = useState("");
  const end = useMutation({
    mutationFn: (how: "approve" | "refuse" | "withdraw") => endApproval(one, how, reason.trim()),
    // Beyond the limits of who decides it goes on to the next above: that is said, not shut away.
    onSuccess: (now) => { if (now.state !== "open") close(); },
    onSettled: () => {
      for (const key of [approvalsQuery.queryKey, ["order"], ["orders"], ["decisions"]]) void cache.invalidateQueries({ queryKey: key });
    },
  });
  const open = one.state === "open";
  const passed = end.data?.state === "open" ? end.data.answer_name || end.data.superior_name : "";
  const his = decides(one, person_id) && !passed;
  const inPlace = open && one.answer_id && one.answer_id !== one.superior_id ? one.answer_name : "";
  const off = one.superior_name;
  const number = one.order_number, who = one.decided_by_name ?? "";
  return (
    <Dialog title={t`Order ${number}: beyond own limits`} onClose={close}>
      <dl className={classes.facts}>
        <dt><Trans>What</Trans></dt><dd>{tellAsked(i18n, one)}</dd>
        <dt><Trans>Beyond</Trans></dt><dd>{tellOver(i18n, one.over, one.currency)}</dd>
        <dt><Trans>Asked by</Trans></dt><dd>{one.asked_by_name}, {fullTime(i18n.locale, one.asked_at)}</dd>
        <dt><Trans>Why</Trans></dt><dd>{one.why}</dd>
        {open ? (
          <><dt><Trans>Answer by</Trans></dt><dd><Due at={one.decide_by} from={one.asked_at} /> · {inPlace ? <Trans>{inPlace}, because {off} is off</Trans> : one.superior_name}</dd></>
        ) : (
          <><dt>{tell(i18n, approvalStates, one.state)}</dt><dd>{one.cause ? tell(i18n, approvalCauses, one.cause) : <>{who}{one.reason && ` · ${one.reason}`}</>}</dd></>
        )}
      </dl>
      {passed && <p role="status"><Trans>This is beyond your own limits too: {passed} decides now. Nothing changes before that.</Trans></p>}
      {his && (
        <form className={classes.form} onSubmit={(event) => { event.preventDefault(); if (!end.isPending) end.mutate("approve"); }} onKeyDown={sendByKey}>
          <Textarea label={t`Your reason (needed to refuse)`} value={reason} maxLength={500} data-autofocus autosize minRows={2}
            onChange={(event) => setReason(event.currentTarget.value)} />
          <ProblemText error={end.error} />
          <div className={classes.buttons}>
            <Button type="submit" loading={end.isPending} rightSection={<Key name={shortKey("Ctrl+Enter")} />}><Trans>Approve and carry out</Trans></Button>
            <Button type="button" variant="default" disabled={!reason.trim() || end.isPending} onClick={() => end.mutate("refuse")}><Trans>Refuse</Trans></Button>
          </div>
        </form>
      )}
      {open && !his && one.asked_by === person_id && (
        <>
          <ProblemText error={end.error} />
          <Button variant="default" loading={end.isPending} onClick={() => end.mutate("withdraw")}><Trans>Withdraw</Trans></Button>
        </>
      )}
    </Dialog>
  );
}
