// A prompt is recorded by phone: the centre rings her own phone or a number she types, and says there what to do. Here it is told how
// that goes, and why when nothing was kept.
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";

import type { Prompt } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { Dialog } from "@/shared/ui/dialog";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import type { Words } from "@/shared/words/contact";
import { tellCode } from "@/shared/words/problems";
import { tell } from "@/shared/words/tell";

import { startTake, stopTake, takeQuery, type Take } from "../api/flows";
import classes from "./flows.module.css";

const stages: Words = {
  ringing: msg`It rings: answer the phone.`,
  asking: msg`Press 1 on the phone.`,
  telling: msg`Listen: speak after the tone.`,
  recording: msg`Recording: speak now, then press # or hang up.`,
  stopping: msg`Just a moment…`,
  choosing: msg`You hear it. Press 1 to keep it, 2 to record it again.`,
  saving: msg`Just a moment…`,
};
const outcomes: Words = {
  kept: msg`Kept. Callers hear it once it is approved.`,
  no_answer: msg`Nobody answered.`,
  busy: msg`The phone is busy.`,
  declined: msg`The call was declined.`,
  unreachable: msg`The phone cannot be reached, or no sound comes from it.`,
  cancelled: msg`You stopped it. Nothing was kept.`,
  left: msg`You hung up before key 1. Nothing was kept.`,
  silent: msg`Nothing was heard on the line. Nothing was kept: check the microphone of the phone.`,
  disk_full: msg`The disk of the centre is full: nothing can be recorded. Tell your administrator.`,
  disk: msg`The recording could not be written to disk. Tell your administrator.`,
};

export function RecordByPhone({ prompt, onClose }: { prompt: Prompt; onClose: () => void }) {
  const { t } = useLingui();
  const mayDial = useCan("calls.dial");
  const cache = useQueryClient();
  const [where, setWhere] = useState("own");
  const [number, setNumber] = useState("");
  const [began, setBegan] = useState(false);
  const { data } = useQuery({ ...takeQuery, enabled: began });
  const start = useMutation({
    mutationFn: () => startTake(prompt.id, prompt.version, where === "own" ? undefined : number.trim()),
    onSuccess: (take) => {
      cache.setQueryData(takeQuery.queryKey, take);
      setBegan(true);
    },
  });
  const stop = useMutation({ mutationFn: stopTake, onSuccess: (take) => cache.setQueryData(takeQuery.queryKey, take) });
  const take = began && data?.prompt_id === prompt.id ? data : undefined;
  const on = take !== undefined && take.outcome === "";
  const kept = take?.outcome === "kept";
  useEffect(() => {
    if (kept) void cache.invalidateQueries({ queryKey: ["prompts"] });
  }, [kept, cache]);
  const name = prompt.name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };
  return (
    <Dialog title={t`Record “${name}” by phone`} onClose={onClose}>
      <form className={classes.form} onSubmit={submit}>
        <p><Trans>The centre rings you and says what to do. At most two minutes; # or hanging up ends it, then you hear it and press 1 to keep it.</Trans></p>
        {mayDial && (
          <SegmentedControl aria-label={t`Which phone`} value={where} disabled={on} onChange={setWhere}
            data={[{ value: "own", label: t`My SIP phone` }, { value: "number", label: t`Another number` }]} />
        )}
        {where === "number" && <TextInput label={t`Number`} type="tel" required disabled={on} placeholder="+380441234567" value={number} onChange={(event) => setNumber(event.currentTarget.value)} />}
        <blockquote className={classes.quiet}>{(prompt.pending ?? prompt).text}</blockquote>
        <ProblemText error={start.error ?? stop.error} />
        {take && <How take={take} />}
        <div className={classes.bar}>
          {on
            ? <Button type="button" color="red" variant="light" onClick={() => stop.mutate()}><Trans>Stop</Trans></Button>
            : !kept && <Button type="submit" loading={start.isPending} leftSection={<Icon name="phone" />} data-autofocus>{take ? t`Ring again` : t`Ring me`}</Button>}
          <Button type="button" variant="default" onClick={onClose}>{kept ? <Trans>Done</Trans> : <Trans>Close</Trans>}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function How({ take }: { take: Take }) {
  const { i18n } = useLingui();
  const words = take.outcome === "" ? tell(i18n, stages, take.state) : take.outcome in outcomes ? tell(i18n, outcomes, take.outcome) : tellCode(i18n, take.outcome);
  return <p role="status">{take.outcome !== "" && <Icon name={take.outcome === "kept" ? "check" : "warning"} size={14} />} {words}</p>;
}
