// People by state and since when; the state stands as icon, word and colour.
import { Trans, useLingui } from "@lingui/react/macro";

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import type { AgentState, AgentView } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { agentIcon, agentWords } from "@/shared/ui/agent-icon";
import { Icon } from "@/shared/ui/icon";
import { Since } from "@/shared/ui/ticking";

import classes from "./board.module.css";

const order: AgentState[] = ["not_responding", "reserved", "talking", "wrap_up", "ready", "paused", "signed_out"];
/** Grouped by state, by name within: a person moves only when her state changes. */
function sorted(agents: AgentView[]): AgentView[] {
  return [...agents].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.name.localeCompare(b.name));
}

export function AgentGrid({ agents }: { agents: AgentView[] }) {
  const { i18n } = useLingui();
  const here = sorted(agents.filter((agent) => agent.state !== "signed_out"));
  const count = here.length;
  return (
    <section className={classes.queue}>
      <h2><Trans>People signed in: {count}</Trans></h2>
      <div className={classes.grid}>
        {here.map((agent) => (
          <Card key={agent.person_id} agent={agent}>
            <Icon name={agentIcon(agent)} />
            <strong title={agent.name}>{agent.name}</strong>
            <Since since={agent.since} />
            <span>
              {agentWords(i18n, agent)}
              {!agent.reachable && <> · <Trans>phone down</Trans></>}
              {agent.finishing && <> · <Trans>leaves after this</Trans></>}
            </span>
          </Card>
        ))}
      </div>
    </section>
  );
}

/** Who talks can be stood beside: her card leads to the call, for who may listen. */
function Card({ agent, children }: { agent: AgentView; children: ReactNode }) {
  const { t } = useLingui();
  const may = useCan("calls.listen");
  if (!may || agent.state !== "talking" || !agent.contact_id) return <div className={classes.agent} data-state={agent.state}>{children}</div>;
  return (
    <Link to="/live/$contactId" params={{ contactId: agent.contact_id }} className={classes.agent} data-state={agent.state} title={t`To this call: listen, whisper, join, take over`}>
      {children}
    </Link>
  );
}
