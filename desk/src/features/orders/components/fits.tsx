// Beside the order in hand: what fits to it and is in stock, why, and one key that puts the first into the order.
// What the buyer says is kept: who refused twice is left alone.
import { Button } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import type { Order } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import { tellMoney } from "@/shared/lib/money";
import { useCan } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";
import type { Words } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import { answerFit, fitsQuery, fitsShown, type Fit } from "../api/fits";
import classes from "./fits.module.css";

const silent: Words = {
  complaint: msg`Nothing is offered while a complaint is open.`,
  refused_twice: msg`Nothing is offered: he has refused twice.`,
};

export function Fits({ order, contactId }: { order: Order; contactId?: string }) {
  const { i18n } = useLingui();
  const cache = useQueryClient();
  const may = useCan("orders.edit");
  const { data } = useQuery({ ...fitsQuery(order), enabled: may });
  const answer = useMutation({
    mutationFn: ({ sku, result }: { sku: string; result: "taken" | "refused" }) => answerFit(order, sku, result, contactId),
    onSettled: () => {
      for (const key of ["order", "orders", "order-work"]) void cache.invalidateQueries({ queryKey: [key] });
    },
  });
  const items = data?.items ?? [];
  const ready = may && items.length > 0 && !answer.isPending;
  const first = items[0]?.sku ?? "";
  useAction("order.fit", () => answer.mutate({ sku: first, result: "taken" }), ready);
  useAction("order.fitNo", () => answer.mutate({ sku: first, result: "refused" }), ready);
  const skus = items.map(({ sku }) => sku).join("\n");
  useEffect(() => {
    // Noted as offered only where the buyer is there to hear it.
    if (skus && contactId) fitsShown(order.id, skus.split("\n"), contactId).catch(() => undefined);
  }, [order.id, skus, contactId]);
  const why = data && data.why_not in silent ? tell(i18n, silent, data.why_not) : "";
  if (!data || (items.length === 0 && !why && data.said.length === 0)) return null;
  return (
    <section className={classes.fits} aria-live="polite">
      <h3><Trans>Fits to it</Trans></h3>
      {why && <p className={classes.quiet}>{why}</p>}
      {items.map((one, at) => (
        <div key={one.sku} className={classes.row}>
          <span className={classes.name}>{one.name} <span className={classes.quiet}>{one.sku}</span></span>
          <span className={classes.sum}>{tellMoney(i18n.locale, one.price)}</span>
          <Reason one={one} />
          <span className={classes.buttons}>
            <Button size="compact-sm" variant="default" leftSection={<Icon name="plus" size={13} />} disabled={answer.isPending} rightSection={at === 0 ? <Kbd action="order.fit" /> : undefined}
              onClick={() => answer.mutate({ sku: one.sku, result: "taken" })}><Trans>Add</Trans></Button>
            <Button size="compact-sm" variant="subtle" disabled={answer.isPending} rightSection={at === 0 ? <Kbd action="order.fitNo" /> : undefined}
              onClick={() => answer.mutate({ sku: one.sku, result: "refused" })}><Trans>He refused</Trans></Button>
          </span>
        </div>
      ))}
      {data.said.map((one) => (
        <p key={one.sku} className={classes.quiet}>
          <Icon name={one.state === "taken" ? "check" : "cross"} size={13} /> {one.name} · {one.state === "taken" ? <Trans>added, {tellMoney(i18n.locale, one.price)}</Trans> : <Trans>he said no</Trans>}
        </p>
      ))}
      <ProblemText error={answer.error} />
    </section>
  );
}

function Reason({ one }: { one: Fit }) {
  const { with: goods, together, available } = one;
  return (
    <span className={classes.quiet}>
      {one.reason === "bought_together" ? <Trans>bought together {together} times with {goods}</Trans> : <Trans>same series as {goods}</Trans>} · <Trans>in stock: {available}</Trans>
    </span>
  );
}
