// What may be done with the chosen recording: download, hold from deletion, erase.
import { Button, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { Recording } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";

import { downloadPath, eraseRecording, holdRecording } from "../api/recordings";
import classes from "./recordings.module.css";

export function Tools({ recording }: { recording: Recording }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const mayDownload = useCan("recordings.download"), mayHold = useCan("recordings.hold"), mayErase = useCan("recordings.erase");
  const [asks, setAsks] = useState<"hold" | "erase">();
  const [reason, setReason] = useState("");
  const act = useMutation({
    mutationFn: () => (asks === "erase" ? eraseRecording(recording.id, reason) : holdRecording(recording.id, !recording.hold, reason)),
    onSuccess: () => {
      setAsks(undefined);
      void cache.invalidateQueries({ queryKey: ["recordings"] });
    },
  });
  const { format, encrypted, buyer_db: buyer, operator_db: operator } = recording;
  return (
    <div className={classes.tools}>
      <span>{format.toUpperCase()}{encrypted && <> · <Trans>encrypted</Trans></>}</span>
      {buyer !== undefined && operator !== undefined && <span><Trans>level: buyer {buyer} dB, operator {operator} dB</Trans></span>}
      {mayDownload && (
        <Button size="xs" variant="default" component="a" href={downloadPath(recording.id)} download leftSection={<Icon name="down" />}><Trans>Download</Trans></Button>
      )}
      {mayHold && !asks && (
        <Button size="xs" variant="default" onClick={() => setAsks("hold")}>{recording.hold ? <Trans>Release for deletion</Trans> : <Trans>Hold from deletion</Trans>}</Button>
      )}
      {mayErase && !asks && (
        <Button size="xs" variant="default" color="red" disabled={recording.hold} onClick={() => setAsks("erase")}><Trans>Erase</Trans></Button>
      )}
      {asks && (
        <>
          <TextInput size="xs" autoFocus aria-label={t`Reason`} placeholder={t`Reason, for the audit`} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
          <Button size="xs" color={asks === "erase" ? "red" : undefined} disabled={!reason.trim()} loading={act.isPending} onClick={() => act.mutate()}>
            {asks === "erase" ? <Trans>Erase for good</Trans> : recording.hold ? <Trans>Release for deletion</Trans> : <Trans>Hold from deletion</Trans>}
          </Button>
          <Button size="xs" variant="subtle" onClick={() => setAsks(undefined)}><Trans>Not now</Trans></Button>
        </>
      )}
      <ProblemText error={act.error} />
    </div>
  );
}
