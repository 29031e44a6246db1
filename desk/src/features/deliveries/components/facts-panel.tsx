// The facts of a decision: the clock, the parcel, earlier tries, and what is known about the other person.
import { Select } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { tellMoney } from "@/shared/lib/money";
import { useCan } from "@/shared/lib/session";
import { fullTime, heat } from "@/shared/lib/time-words";
import { ProblemText } from "@/shared/ui/problem-text";
import { Due, useNow } from "@/shared/ui/ticking";
import { consents, couriers, faults, others, parcelStatuses, places } from "@/shared/words/deliveries";
import type { Words } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import { decisionQuery, setFacts, type Decision, type DecisionFacts } from "../api/deliveries";
import classes from "./deliveries.module.css";

export function FactsPanel({ decision }: { decision: Decision }) {
  const { i18n } = useLingui();
  return (
    <aside className={classes.facts}>
      {decision.state === "open" && <Clock decision={decision} />}
      <dl>
        <div><dt><Trans>Order</Trans></dt><dd>
          <Link to="/orders/$orderId" params={{ orderId: decision.order_id }}>{decision.order_number}</Link>
          {decision.cod_due.minor > 0 && ` · ${tellMoney(i18n.locale, decision.cod_due)}`}
        </dd></div>
        <div><dt><Trans>Buyer</Trans></dt><dd>{decision.customer_name}</dd></div>
        <div><dt>{couriers[decision.courier]}</dt><dd>{decision.waybill} · {tell(i18n, parcelStatuses, decision.status)}</dd></div>
        <div><dt><Trans>Owner</Trans></dt><dd>{decision.owner_name || "—"}</dd></div>
        <div><dt><Trans>Tries</Trans></dt><dd>
          {decision.attempts.map((one) => (
            <div key={one.no}>{fullTime(i18n.locale, one.at)} · {tell(i18n, faults, one.fault)}</div>
          ))}
        </dd></div>
      </dl>
      {decision.state === "open" && <Other decision={decision} />}
    </aside>
  );
}

function Clock({ decision }: { decision: Decision }) {
  const now = useNow();
  const whole = Math.max(1, decision.decide_by - decision.asked_at);
  const left = Math.max(0, Math.min(100, ((decision.decide_by - now) / whole) * 100));
  return (
    <div className={classes.clock} role="timer">
      <strong><Due at={decision.decide_by} from={decision.asked_at} /></strong>
      <div className={classes.track} data-heat={heat(now, decision.decide_by, decision.asked_at)}><div style={{ width: `${left}%` }} /></div>
    </div>
  );
}

/** Nothing may be revealed to somebody of whom only a telephone is known. */
function Other({ decision }: { decision: Decision }) {
  const { t, i18n } = useLingui();
  const cache = useQueryClient();
  const may = useCan("orders.edit");
  const run = useMutation({
    mutationFn: (facts: DecisionFacts) => setFacts(decision, facts),
    onSuccess: (fresh) => cache.setQueryData(decisionQuery(decision.id).queryKey, fresh),
    onError: () => void cache.invalidateQueries({ queryKey: ["decisions"] }),
  });
  const field = (label: string, words: Words, name: "other" | "other_place" | "consent") => (
    <Select label={label} value={decision.facts[name]} disabled={!may || run.isPending} allowDeselect={false}
      data={Object.keys(words).map((value) => ({ value, label: tell(i18n, words, value) }))}
      onChange={(value) => value && run.mutate({ ...decision.facts, [name]: value })} />
  );
  return (
    <>
      {field(t`Another person`, others, "other")}
      {decision.facts.other === "unidentified" && (
        <p role="status"><Trans>Reveal nothing: a telephone number alone identifies nobody. Ask for what only the buyer's trusted person knows.</Trans></p>
      )}
      {decision.facts.other !== "absent" && field(t`Where the other person is`, places, "other_place")}
      {decision.facts.other !== "absent" && field(t`What the buyer says to it`, consents, "consent")}
      <ProblemText error={run.error} />
    </>
  );
}
