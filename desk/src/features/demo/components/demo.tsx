// The demo shop's buttons: a buyer calls, a busy hour runs, the plug is pulled and the report shows what came back.
import { Button, Modal, Switch } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { useLive } from "@/shared/live/store";
import { Icon } from "@/shared/ui/icon";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";

import { callMe, demoQuery, pullThePlug, setBusyHour } from "../api/demo";
import { CrashReportView } from "./crash-report";
import classes from "./demo.module.css";
import { scenarioHints, scenarioIcons, scenarioNames } from "./scenarios";

export function Demo() {
  const { t } = useLingui();
  const cache = useQueryClient();
  const { data, error } = useQuery(demoQuery);
  const liveBusy = useLive((live) => live.busyHour);
  const resyncs = useLive((live) => live.resyncs);
  useEffect(() => {
    // The server came back: its report is new.
    void cache.invalidateQueries({ queryKey: demoQuery.queryKey });
  }, [resyncs, cache]);
  const busy = useMutation({
    mutationFn: setBusyHour,
    onSettled: () => void cache.invalidateQueries({ queryKey: demoQuery.queryKey }),
  });
  return (
    <Page title={t`Demo`} narrow>
      <div className={classes.demo}>
        <ProblemText error={error ?? busy.error} />
        <section>
          <h2><Trans>Let a buyer call</Trans></h2>
          <p><Trans>Set yourself ready first. The buyer speaks by himself; you need no second microphone.</Trans></p>
          <div className={classes.buyers}>
            {(data?.scenarios ?? []).map((scenario) => <Buyer key={scenario} scenario={scenario} />)}
          </div>
          <p><a href="/shop" target="_blank" rel="noreferrer"><Trans>Or call as a buyer yourself, from the shop's page</Trans></a></p>
        </section>
        <section>
          <h2><Trans>Busy hour</Trans></h2>
          <p><Trans>Simulated buyers and operators talk over real SIP on this machine. Watch it on the live board.</Trans></p>
          <Switch size="md" label={t`Busy hour`} checked={liveBusy ?? data?.busy_hour ?? false}
            onChange={(event) => busy.mutate(event.currentTarget.checked)} />
        </section>
        <PullThePlug />
        {data?.last_crash && <CrashReportView report={data.last_crash} />}
      </div>
    </Page>
  );
}

function Buyer({ scenario }: { scenario: string }) {
  const { i18n } = useLingui();
  const call = useMutation({ mutationFn: () => callMe(scenario) });
  const name = scenarioNames[scenario];
  const hint = scenarioHints[scenario];
  return (
    <div className={classes.buyer}>
      <Icon name={scenarioIcons[scenario] ?? "phone"} size={24} />
      <strong>{name ? i18n._(name) : scenario}</strong>
      <p>{hint && i18n._(hint)}</p>
      <Button onClick={() => call.mutate()} loading={call.isPending} leftSection={<Icon name="phoneIn" />}>
        {call.isSuccess ? <Trans>Calls once more</Trans> : <Trans>Let this buyer call</Trans>}
      </Button>
      <ProblemText error={call.error} />
    </div>
  );
}

function PullThePlug() {
  const { t } = useLingui();
  const [asking, setAsking] = useState(false);
  const plug = useMutation({ mutationFn: pullThePlug, onSettled: () => setAsking(false) });
  return (
    <section>
      <h2><Trans>Pull the plug</Trans></h2>
      <p><Trans>Kills the server in the middle of everything and starts it again. Then see what came back.</Trans></p>
      <Button color="red" variant="light" leftSection={<Icon name="plug" />} onClick={() => setAsking(true)}><Trans>Pull the plug</Trans></Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t`Kill the server now?`} closeButtonProps={{ "aria-label": t`Close` }}>
        <p><Trans>Calls in progress are cut off and become call-backs. Nothing that was confirmed is lost; that is what this shows.</Trans></p>
        <Button mt={16} color="red" data-autofocus loading={plug.isPending} onClick={() => plug.mutate()}><Trans>Pull it</Trans></Button>
      </Modal>
    </section>
  );
}
