// Beside the chosen call: four ways in, each saying who hears it; the one that holds now is unmistakable; one key ends it.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import type { LiveCall } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import { usePhoneState } from "@/shared/lib/phone";
import { hasPhone } from "@/shared/lib/phone-kinds";
import { useCan, useMe } from "@/shared/lib/session";
import { useLive } from "@/shared/live/store";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";
import { superviseWords } from "@/shared/words/talk";
import { tell } from "@/shared/words/tell";

import { modeOf } from "../api/live-calls";
import type { Row } from "../lib/steady-rows";
import classes from "./live-calls.module.css";
import { modes, type Mode } from "./modes";
import { useWatch } from "./use-watch";

export function WatchPanel({ row, mine }: { row?: Row; mine?: LiveCall }) {
  const { t } = useLingui();
  const call = row?.call;
  return (
    <aside className={classes.panel} aria-label={t`Beside the call`}>
      {call ? <Beside key={call.contact_id} call={call} over={row.over} mine={mine} />
        : <p className={classes.hint}><Trans>Choose a call: with a click, or with</Trans> <Kbd action="list.down" /> <Kbd action="list.up" /></p>}
    </aside>
  );
}

function Beside({ call, over, mine }: { call: LiveCall; over: boolean; mine?: LiveCall }) {
  const me = useMe();
  const watch = useWatch();
  const here = modeOf(call, me.person_id);
  const own = call.operator_id === me.person_id || call.parties.some(({ person_id }) => person_id === me.person_id);
  const { operator_name: name, caller } = call;
  const stop = () => watch.mutate({ id: mine?.contact_id ?? call.contact_id, mode: "stop" });
  useAction("watch.stop", stop, mine !== undefined);
  return (
    <>
      <h2>{name}</h2>
      <p className={classes.hint}>{[caller, call.queue_name].filter(Boolean).join(" · ")}</p>
      {over && <p role="status" className={classes.hint}><Icon name="phoneOff" /> <Trans>This call is over.</Trans></p>}
      {own && <p className={classes.hint}><Trans>You are in this call yourself.</Trans></p>}
      {!over && !own && (
        <>
          <Known call={call} />
          <PhoneNeeded />
          {modes.map((mode) => (
            <Way key={mode.mode} of={mode} call={call} on={here === mode.mode} onGo={() => watch.mutate({ id: call.contact_id, mode: mode.mode })} />
          ))}
        </>
      )}
      <ProblemText error={watch.error} />
      <Button variant="default" disabled={!mine} onClick={stop} leftSection={<Icon name="cross" />} rightSection={<Kbd action="watch.stop" />}>
        <Trans>Stop</Trans>
      </Button>
    </>
  );
}

/** Taking over needs no acknowledgement: it is a talk like any other. */
function Known({ call }: { call: LiveCall }) {
  const mayLook = useCan("people.view");
  if (call.acknowledged) return null;
  const name = call.operator_name;
  return (
    <p className={classes.warn} role="note">
      <Icon name="warning" />
      <span>
        <Trans>That {name} knows of listening-in is not on file: only taking over is possible. Personnel enters the date on her page.</Trans>{" "}
        {mayLook && <Link to="/people/{-$personId}" params={{ personId: call.operator_id }}><Trans>To her page</Trans></Link>}
      </span>
    </p>
  );
}

function PhoneNeeded() {
  const { phone } = useMe();
  const { status } = usePhoneState();
  const reachable = useLive((live) => live.me?.reachable ?? false);
  if (hasPhone(phone, status, reachable)) return null;
  return (
    <p className={classes.warn} role="note">
      <Icon name="phoneOff" />
      <span><Trans>Your phone is not connected: without it you hear nothing.</Trans> <Link to="/phone"><Trans>Check the phone</Trans></Link></span>
    </p>
  );
}

interface WayProps {
  of: Mode;
  call: LiveCall;
  on: boolean;
  onGo: () => void;
}

function Way({ of, call, on, onGo }: WayProps) {
  const { i18n } = useLingui();
  const may = useCan(of.needs);
  const takes = of.mode === "take_over";
  const can = may && (takes || call.acknowledged);
  const [sure, setSure] = useState(false);
  const go = () => {
    if (takes && !sure) return setSure(true); // the operator is interrupted: asked once more
    setSure(false);
    onGo();
  };
  useAction(of.action, go, can && !on);
  if (!may) return null;
  return (
    <button type="button" className={classes.way} data-mode={of.mode} data-on={on || undefined} data-sure={sure || undefined} aria-pressed={takes ? undefined : on} disabled={!can}
      onClick={go} onBlur={() => setSure(false)}>
      <Icon name={of.icon} size={20} />
      <span>
        <strong>{sure ? <Trans>Take it over now? Once more</Trans> : tell(i18n, superviseWords, of.mode)}</strong>
        <small>{i18n._(on ? of.now : of.heard)}</small>
      </span>
      <Kbd action={of.action} />
    </button>
  );
}
