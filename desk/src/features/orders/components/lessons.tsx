// Lessons from her own orders, on her desk until she has seen them.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { ProblemText } from "@/shared/ui/problem-text";
import { errorKinds } from "@/shared/words/order-errors";
import { tell } from "@/shared/words/tell";

import { lessonSeen, lessonsQuery } from "../api/errors";
import classes from "./order-errors.module.css";

export function Lessons() {
  const { t, i18n } = useLingui();
  const cache = useQueryClient();
  const { data } = useQuery(lessonsQuery);
  const seen = useMutation({ mutationFn: lessonSeen, onSettled: () => void cache.invalidateQueries({ queryKey: ["lessons"] }) });
  const all = data?.items ?? [];
  if (all.length === 0) return null;
  return (
    <section className={classes.lessons} aria-label={t`Lessons from your orders`}>
      {all.slice(0, 3).map((one) => (
        <div key={one.id} className={classes.lesson}>
          <span><strong>{tell(i18n, errorKinds, one.kind)}</strong>, <Link to="/orders/$orderId" params={{ orderId: one.order_id }}>{one.order_number}</Link>: {one.lesson} <span className={classes.quiet}>{one.found_by_name}</span></span>
          <Button size="compact-sm" variant="default" loading={seen.isPending && seen.variables === one.id} onClick={() => seen.mutate(one.id)}><Trans>Understood</Trans></Button>
        </div>
      ))}
      <ProblemText error={seen.error} />
    </section>
  );
}
