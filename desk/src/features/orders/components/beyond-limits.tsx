// An edit was refused because it is beyond her own limits: what it gives away, what she may, and the way to the superior.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { approvalsQuery } from "@/shared/api/approvals";
import { ApiError } from "@/shared/api/client";
import type { Order } from "@/shared/api/types";
import { AskSuperior } from "@/shared/ui/ask-superior";
import { ProblemText } from "@/shared/ui/problem-text";
import { overOf, tellOver } from "@/shared/words/approvals";

import { askEdit, type Check } from "../api/orders";
import classes from "./confirm-card.module.css";

interface Props {
  order: Order;
  /** The edit that was refused. */
  check?: Check;
  error: unknown;
}

export const isBeyond = (error: unknown): error is ApiError => error instanceof ApiError && error.code === "orders.needs_approval";

export function EditProblem({ order, check, error }: Props) {
  if (!isBeyond(error) || !check) return <ProblemText error={error} />;
  return <Beyond key={JSON.stringify(check)} order={order} check={check} params={error.params} />;
}

function Beyond({ order, check, params }: { order: Order; check: Check; params: [string, string][] }) {
  const { i18n } = useLingui();
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { over, superior, currency } = overOf(params);
  const ask = useMutation({
    mutationFn: (why: string) => askEdit(order, check, why),
    onSuccess: (asked) => {
      setAsking(false);
      // At once on the card, where it can be withdrawn.
      cache.setQueryData(approvalsQuery.queryKey, (old) => ({ mine: old?.mine ?? 0, items: [asked, ...(old?.items ?? [])] }));
    },
    onSettled: () => {
      for (const key of ["approvals", "order"]) void cache.invalidateQueries({ queryKey: [key] });
    },
  });
  const what = tellOver(i18n, over, currency);
  const way = useRef<HTMLButtonElement>(null);
  useEffect(() => way.current?.focus(), []);
  if (ask.isSuccess) return null;
  return (
    <div role="alert" className={classes.beyond}>
      <span><Trans>Beyond your own limits: {what}.</Trans></span>
      <Button ref={way} size="compact-sm" onClick={() => setAsking(true)}><Trans>Ask {superior}</Trans></Button>
      {asking && <AskSuperior superior={superior} busy={ask.isPending} error={ask.error} close={() => setAsking(false)} say={(why) => ask.mutate(why)}>{what}</AskSuperior>}
    </div>
  );
}
