// Ways that are shut, each with the gate that shut it. What only her own limits shut can be asked of the superior.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { useCan } from "@/shared/lib/session";
import { AskSuperior } from "@/shared/ui/ask-superior";
import { options, tellWhy } from "@/shared/words/deliveries";
import { tell } from "@/shared/words/tell";

import { askOption, type Decision, type Excluded } from "../api/deliveries";
import classes from "./deliveries.module.css";

export function ShutWays({ decision }: { decision: Decision }) {
  const { i18n } = useLingui();
  const may = useCan("orders.edit");
  const shut = decision.ranking.excluded;
  if (shut.length === 0) return null;
  return (
    <section>
      <h2><Trans>Not possible</Trans></h2>
      <ul className={classes.shut}>
        {shut.map((one) => (
          <li key={`${one.option}${one.day ?? ""}`}>
            {tell(i18n, options, one.option)}
            {one.day === 0 && <> (<Trans>today</Trans>)</>}: {tellWhy(i18n, one.gate as never)}
            {may && decision.state === "open" && one.gate.code.startsWith("over_own_") && <Ask decision={decision} one={one} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Ask({ decision, one }: { decision: Decision; one: Excluded }) {
  const { i18n } = useLingui();
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  const ask = useMutation({
    mutationFn: (why: string) => askOption(decision, one.option, why),
    onSuccess: () => {
      setAsking(false);
      void cache.invalidateQueries({ queryKey: ["approvals"] });
    },
  });
  if (ask.isSuccess) return <> · <span role="status"><Trans>asked of the superior</Trans></span></>;
  return (
    <>
      {" "}<Button size="compact-xs" variant="default" onClick={() => setAsking(true)}><Trans>Ask the superior</Trans></Button>
      {asking && (
        <AskSuperior busy={ask.isPending} error={ask.error} close={() => setAsking(false)} say={(why) => ask.mutate(why)}>
          {tell(i18n, options, one.option)}: {tellWhy(i18n, one.gate as never)}
        </AskSuperior>
      )}
    </>
  );
}
