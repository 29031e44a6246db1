// A contact in the line: why it still waits, who is before it, who comes next; each with its reason. Stands still while it is read:
// the lists scroll in their own place, and what was told stays when the contact has gone.
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { prospectsQuery, waitsNoMore } from "@/shared/api/why";
import type { AheadView, ProspectView, Prospects } from "@/shared/api/types";
import { lengthWords, running } from "@/shared/lib/time-words";
import { agentStates } from "@/shared/words/contact";
import { tellAhead, tellProspect } from "@/shared/words/prospects";
import { tellReason } from "@/shared/words/reasons";
import { tell } from "@/shared/words/tell";

import { agentIcon } from "./agent-icon";
import { Rows } from "./empty";
import { Icon } from "./icon";
import { ProblemText } from "./problem-text";
import classes from "./prospects-panel.module.css";

export function ProspectsPanel({ contactId }: { contactId: string }) {
  const { data, error } = useQuery(prospectsQuery(contactId));
  const gone = waitsNoMore(error);
  return (
    <div className={classes.panel} data-gone={gone || undefined}>
      <p role="status" className={classes.gone}>{gone && <><Icon name="check" /> <Trans>It waits no longer. This is how it stood last.</Trans></>}</p>
      {!gone && <ProblemText error={error} />}
      {!data && !error && <Rows count={6} />}
      {data && <Told data={data} />}
    </div>
  );
}

function Told({ data }: { data: Prospects }) {
  const { t, i18n } = useLingui();
  const may = data.agents.filter((agent) => agent.order > 0);
  const away = (agent: ProspectView) => Number(agent.state === "signed_out");
  const others = data.agents.filter((agent) => agent.order === 0).sort((a, b) => away(a) - away(b));
  const about = data.estimate_ms === undefined ? undefined : lengthWords(i18n.locale, data.estimate_ms);
  return (
    <>
      <section>
        <h3><Trans>Why it still waits</Trans></h3>
        <p>
          {data.rings ? <Trans>It rings just now.</Trans> : data.why ? tellReason(i18n, data.why) : null}{" "}
          {about && <span className={classes.quiet}><Trans>Probably {about} more.</Trans></span>}
        </p>
      </section>
      <section>
        <h3><Trans>Who is before it, and why</Trans></h3>
        <List label={t`Who is before it, and why`} empty={t`Nobody: it is first in the line.`} count={data.ahead.length}>
          {data.ahead.map((one) => <Ahead key={one.contact_id} one={one} />)}
        </List>
        <More count={data.ahead_total - data.ahead.length} />
      </section>
      <section>
        <h3><Trans>Who comes next, and why</Trans></h3>
        <List label={t`Who comes next, and why`} empty={t`Nobody may take it as things stand.`} count={may.length}>
          {may.map((agent) => <Agent key={agent.person_id} agent={agent} />)}
        </List>
      </section>
      {others.length > 0 && (
        <section>
          <h3><Trans>Who does not, and why</Trans></h3>
          <List label={t`Who does not, and why`} empty="" count={others.length}>
            {others.map((agent) => <Agent key={agent.person_id} agent={agent} />)}
          </List>
        </section>
      )}
    </>
  );
}

interface ListProps {
  label: string;
  empty: string;
  count: number;
  children: React.ReactNode;
}

/** A long list scrolls in its place and can be reached by Tab for that. */
function List({ label, empty, count, children }: ListProps) {
  if (count === 0) return <p className={classes.quiet}>{empty}</p>;
  return <ul className={classes.list} aria-label={label} tabIndex={count > 5 ? 0 : undefined}>{children}</ul>;
}

function Ahead({ one }: { one: AheadView }) {
  const { t, i18n } = useLingui();
  return (
    <li>
      <span className={classes.order}>{one.position}</span>
      <span className={classes.name}>{one.caller || t`number withheld`}</span>
      <span className={classes.wait}>{running(one.waited_ms)}</span>
      <span className={classes.reason}>{tellAhead(i18n, one.reason)}</span>
    </li>
  );
}

function Agent({ agent }: { agent: ProspectView }) {
  const { i18n } = useLingui();
  return (
    <li data-next={agent.order === 1 || undefined}>
      <span className={classes.order}>{agent.order || ""}</span>
      <span className={classes.name} title={agent.name}>{agent.name}</span>
      <span className={classes.state} title={tell(i18n, agentStates, agent.state)}><Icon name={agentIcon({ state: agent.state })} /></span>
      <span className={classes.reason}>{tellProspect(i18n, agent.reason)}</span>
    </li>
  );
}

function More({ count }: { count: number }) {
  if (count <= 0) return null;
  return <p className={classes.quiet}><Plural value={count} one="and # more" other="and # more" /></p>;
}
