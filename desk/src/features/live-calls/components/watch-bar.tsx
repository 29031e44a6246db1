// While the supervisor stands beside a call, every screen says so: whose call, and who hears her.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { useCan, useMe } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";

import { liveCallsQuery, modeOf, watched } from "../api/live-calls";
import classes from "./live-calls.module.css";
import { modes } from "./modes";
import { useWatch } from "./use-watch";

export function WatchBar() {
  return useCan("calls.listen") ? <Bar /> : null;
}

function Bar() {
  const { i18n } = useLingui();
  const me = useMe();
  const watch = useWatch();
  const { data } = useQuery({
    ...liveCallsQuery,
    refetchInterval: ({ state }) => (watched(state.data?.items ?? [], me.person_id) ? 2_000 : false),
  });
  const call = watched(data?.items ?? [], me.person_id);
  const mode = modes.find((one) => one.mode === modeOf(call, me.person_id));
  if (!call || !mode) return null;
  return (
    <div className={classes.bar} data-mode={mode.mode} role="status">
      <Icon name={mode.icon} />
      <strong>{i18n._(mode.now)}</strong>
      <Link to="/live/$contactId" params={{ contactId: call.contact_id }}>{call.operator_name}{call.caller && ` · ${call.caller}`}</Link>
      <button type="button" onClick={() => watch.mutate({ id: call.contact_id, mode: "stop" })}><Trans>Stop</Trans> <Kbd action="watch.stop" /></button>
    </div>
  );
}
