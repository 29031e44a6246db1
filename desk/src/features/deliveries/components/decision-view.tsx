// One decision: left the facts with their clock, right the ranked ways with reasons, cost and who pays.
// The digit before a way carries it out; below the first one a reason is asked.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { Rows } from "@/shared/ui/empty";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import { options } from "@/shared/words/deliveries";
import { tell } from "@/shared/words/tell";

import { choose, decisionQuery, type Decision, type Option } from "../api/deliveries";
import { FactsPanel } from "./facts-panel";
import { OptionRow } from "./option-row";
import { ShutWays } from "./shut-ways";
import { WhyDialog } from "./why-dialog";
import classes from "./deliveries.module.css";

export function DecisionView({ id }: { id: string }) {
  const { t } = useLingui();
  const { data, error } = useQuery(decisionQuery(id));
  return (
    <Page title={data ? t`Order ${data.order_number}: the delivery failed` : t`Decision`}>
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data && (
        <div className={classes.sheet}>
          <FactsPanel decision={data} />
          {data.state === "open" ? <Ways decision={data} /> : <Ended decision={data} />}
        </div>
      )}
    </Page>
  );
}

function Ways({ decision }: { decision: Decision }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const [asked, setAsked] = useState<Option>();
  const ranked = decision.ranking.options;
  const run = useMutation({
    mutationFn: ({ option, why }: { option: Option; why: string }) => choose(decision, option, why),
    onSuccess: (fresh) => {
      setAsked(undefined);
      cache.setQueryData(decisionQuery(decision.id).queryKey, fresh);
    },
    onSettled: () => void cache.invalidateQueries({ queryKey: ["decisions"] }),
  });
  const pick = (index: number) => {
    const option = ranked[index]?.option;
    if (!option || run.isPending) return;
    if (index === 0) run.mutate({ option, why: "" });
    else setAsked(option);
  };
  useDigits(pick, asked === undefined);
  return (
    <div className={classes.main}>
      {decision.ranking.ask && <AskFirst decision={decision} />}
      <ProblemText error={run.error} />
      <ol className={classes.options} aria-label={t`Ways on, the best first`}>
        {ranked.map((one, index) => (
          <OptionRow key={one.option} decision={decision} option={one} index={index} busy={run.isPending} pick={() => pick(index)} />
        ))}
      </ol>
      <ShutWays decision={decision} />
      <p className={classes.quiet}>
        <Trans>If nobody chooses in time, the courier takes the parcel back to its centre, and the fault is ours.</Trans>
      </p>
      {asked && <WhyDialog option={asked} busy={run.isPending} close={() => setAsked(undefined)} say={(why) => run.mutate({ option: asked, why })} />}
    </div>
  );
}

function AskFirst({ decision }: { decision: Decision }) {
  const until = decision.ranking.ask?.until_minute ?? 0;
  const clock = `${String(Math.floor(until / 60) % 24).padStart(2, "0")}:${String(until % 60).padStart(2, "0")}`;
  return (
    <p className={classes.ask} role="status">
      <Trans>The goods are paid: ask the buyer first whether somebody else may take them. The answer counts until {clock}.</Trans>
    </p>
  );
}

function Ended({ decision }: { decision: Decision }) {
  const { i18n } = useLingui();
  const name = decision.chosen ? tell(i18n, options, decision.chosen) : "";
  const rank = decision.rank ?? 0;
  const who = decision.chosen_by ?? "";
  return (
    <div className={classes.main}>
      {decision.state === "lapsed" ? (
        <p role="status"><Trans>Nobody chose in time: the courier takes the parcel back to its centre. The fault is noted as ours.</Trans></p>
      ) : (
        <p role="status"><strong>{name}</strong> · <Trans>rank {rank}, chosen by {who}</Trans></p>
      )}
      {decision.why && <p className={classes.quiet}>{decision.why}</p>}
      <ol className={classes.options}>
        {decision.ranking.options.map((one, index) => <OptionRow key={one.option} decision={decision} option={one} index={index} />)}
      </ol>
      <ShutWays decision={decision} />
    </div>
  );
}

/** Digits 1 to 6 act outside fields, while no dialog is open. */
function useDigits(pick: (index: number) => void, on: boolean) {
  useEffect(() => {
    if (!on) return;
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const typing = target.closest("input, textarea, select, [contenteditable], [role=listbox]");
      const digit = /^Digit([1-6])$/.exec(event.code)?.[1];
      if (!digit || typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
      event.preventDefault();
      pick(Number(digit) - 1);
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [pick, on]);
}
