// While an emergency runs, every desk says so: what, since when, how many people, and what it means for her who reads it.
import { Button } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Emergency } from "@/shared/api/types";
import { useCan, useMe } from "@/shared/lib/session";
import { clockTime } from "@/shared/lib/time-words";
import { useLive } from "@/shared/live/store";
import { Icon } from "@/shared/ui/icon";
import { Since } from "@/shared/ui/ticking";
import { emergencyTitles } from "@/shared/words/emergency";

import { emergenciesQuery } from "../api/emergency";
import { AllClearDialog } from "./all-clear-dialog";
import classes from "./emergency.module.css";

export function EmergencyBars() {
  const { data } = useQuery({ ...emergenciesQuery, enabled: useCan("desk.work") });
  const [ending, setEnding] = useState<Emergency>();
  const running = (data?.items ?? []).filter((one) => one.ended_at === undefined);
  return (
    <>
      {running.map((one) => <Bar key={one.id} emergency={one} onEnd={() => setEnding(one)} />)}
      {ending && <AllClearDialog emergency={ending} onClose={() => setEnding(undefined)} />}
    </>
  );
}

function Bar({ emergency, onEnd }: { emergency: Emergency; onEnd: () => void }) {
  const { i18n } = useLingui();
  const may = useCan("emergency.declare");
  const since = clockTime(i18n.locale, emergency.began_at);
  const people = emergency.person_ids.length;
  return (
    <section className={classes.bar} aria-label={i18n._(emergencyTitles[emergency.kind])}>
      <Icon name="alarm" size={18} />
      <div className={classes.said}>
        <p>
          <strong>{i18n._(emergencyTitles[emergency.kind])}</strong> {emergency.note && <span className={classes.note}>{emergency.note}</span>}
        </p>
        <span><Trans>since {since}</Trans> · <span aria-live="off"><Since since={emergency.began_at} /></span></span>
        <span><Plural value={people} one="# person concerned" other="# people concerned" /></span>
        <Mine emergency={emergency} />
      </div>
      {may && <Button size="compact-sm" color="red" onClick={onEnd}><Trans>All clear…</Trans></Button>}
    </section>
  );
}

/** What it means for her: paused by it, still in a contact, or not concerned. */
function Mine({ emergency }: { emergency: Emergency }) {
  const me = useMe();
  const state = useLive((live) => live.me?.state);
  const reason = useLive((live) => live.me?.reason);
  if (!emergency.person_ids.includes(me.person_id)) return <span><Trans>You work on as always.</Trans></span>;
  if (state === "paused" && reason === "emergency")
    return <strong><Trans>You are paused because of it; nothing counts against you.</Trans></strong>;
  if (state === "talking" || state === "reserved" || state === "wrap_up")
    return <strong><Trans>End your contact calmly: after it you are paused.</Trans></strong>;
  return null;
}
