// What the desk decided and the shop has not taken yet.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import type { Store } from "@/shared/api/types";
import { ProblemText } from "@/shared/ui/problem-text";
import { Ago } from "@/shared/ui/ticking";
import { outKinds, outStates } from "@/shared/words/people";
import { tellCode } from "@/shared/words/problems";
import { tell } from "@/shared/words/tell";

import { outgoingQuery } from "../api/stores";
import classes from "./settings.module.css";

export function StoreOutgoing({ store }: { store: Store }) {
  const { i18n } = useLingui();
  const { data, error } = useQuery(outgoingQuery(store.id));
  return (
    <section className={classes.part}>
      <h3><Trans>On the way to the shop</Trans></h3>
      <ProblemText error={error} />
      <ul className={classes.lines}>
        {data?.items.map((one) => (
          <li key={one.id}>
            <Link to="/orders/$orderId" params={{ orderId: one.order_id }}>{one.number}</Link>{" "}
            {tell(i18n, outKinds, one.kind)} · {tell(i18n, outStates, one.state)} · <Ago at={one.created_at} />
            {one.error && <> · {tellCode(i18n, one.error)}</>}
          </li>
        ))}
      </ul>
    </section>
  );
}
