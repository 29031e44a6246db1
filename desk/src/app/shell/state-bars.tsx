// Bars that say what works: offline, an emergency, not saved, an offer that went away, a promise whose time has come.
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { EmergencyBars } from "@/features/emergency/components/emergency-bars";
import { WatchBar } from "@/features/live-calls/components/watch-bar";
import { dispatchLive, useLive } from "@/shared/live/store";
import { Icon } from "@/shared/ui/icon";
import { Due } from "@/shared/ui/ticking";
import { offerGone } from "@/shared/words/contact";
import { promiseKinds, promiseNotices } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import classes from "./shell.module.css";

export function StateBars() {
  return (
    <div aria-live="polite">
      <OfflineBar />
      <EmergencyBars />
      <WatchBar />
      <SavingBar />
      <OfferGoneBar />
      <DueBar />
    </div>
  );
}

/** A blink of the network is no news: the bar waits two seconds. */
function OfflineBar() {
  const connection = useLive((live) => live.connection);
  const lost = connection !== "up";
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!lost) return setLate(false);
    const timer = window.setTimeout(() => setLate(true), 2000);
    return () => window.clearTimeout(timer);
  }, [lost]);
  if (!lost || !late) return null;
  return (
    <div className={classes.stateBar} data-tone="danger">
      <Icon name="offline" />
      <span>
        <strong><Trans>No connection to the server.</Trans></strong>{" "}
        <Trans>If only your network is away, a call in progress goes on; you hear it. Notes are kept here and sent when the connection is back; orders and promises wait.</Trans>
      </span>
    </div>
  );
}

function SavingBar() {
  const saving = useLive((live) => live.saving);
  const { t } = useLingui();
  if (saving.ok) return null;
  return (
    <div className={classes.stateBar} data-tone="warning">
      <Icon name="warning" />
      <span>
        <strong><Trans>Not saved just now.</Trans></strong>{" "}
        {saving.code === "db.full"
          ? t`The server's disk is full. Calls go on; tell IT.`
          : t`The database does not answer. Calls go on; saving is tried again by itself.`}
        {saving.rows > 0 && <> <Trans>Rows that wait: {saving.rows}</Trans></>}
      </span>
    </div>
  );
}

function OfferGoneBar() {
  const gone = useLive((live) => live.offerGone);
  const { i18n } = useLingui();
  useEffect(() => {
    if (!gone || gone.cause === "restarted") return; // a talk that broke off is read, not missed
    const timer = window.setTimeout(() => dispatchLive({ kind: "gone_seen" }), 8000);
    return () => window.clearTimeout(timer);
  }, [gone]);
  if (!gone) return null;
  return (
    <div className={classes.stateBar} data-tone="ringing">
      <Icon name="info" />
      <span>{tell(i18n, offerGone, gone.cause)}</span>
      <button type="button" onClick={() => dispatchLive({ kind: "gone_seen" })}><Trans>Close</Trans></button>
    </div>
  );
}

function DueBar() {
  const notice = useLive((live) => live.due[0]);
  const { i18n } = useLingui();
  if (!notice) return null;
  const { promise } = notice;
  const seen = () => dispatchLive({ kind: "due_seen", id: promise.id });
  return (
    <div className={classes.stateBar} data-tone={notice.notice === "asked" || notice.notice === "handed_over" ? "ringing" : "warning"}>
      <Icon name={promise.question ? "question" : "promise"} />
      <strong>{tell(i18n, promiseNotices, notice.notice)}</strong>
      <span>{tell(i18n, promiseKinds, promise.kind)}: {promise.to_name}</span>
      <span>{promise.text}</span>
      {notice.notice === "escalated" && <span>{promise.owner_name}</span>}
      <Due at={promise.due_at} from={promise.created_at} />
      <Link to="/promises/{-$promiseId}" params={{ promiseId: promise.question ? promise.id : undefined }} onClick={seen}>
        {promise.question ? <Trans>Open the question</Trans> : <Trans>Open promises</Trans>}
      </Link>
      <button type="button" onClick={seen}><Trans>Close</Trans></button>
    </div>
  );
}
