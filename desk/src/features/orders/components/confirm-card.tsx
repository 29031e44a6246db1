// The order while the buyer is on the line: seven facts, Enter confirms one and goes on, E changes it.
// A tick appears only after the server has committed; until then the row says "saving".
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Fragment, useEffect, useRef, useState } from "react";

import type { CheckField, Order } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import { tellMoney } from "@/shared/lib/money";
import { useCan, useMe } from "@/shared/lib/session";
import { Rows } from "@/shared/ui/empty";
import { Kbd } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";
import { checkOrder, payMethods } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { orderQuery, useOrderStep, type Check } from "../api/orders";
import { EditProblem, isBeyond } from "./beyond-limits";
import { CheckRow } from "./check-row";
import classes from "./confirm-card.module.css";
import { Confirmed } from "./confirmed";
import { doneCount, editable, nextOpen } from "./facts";
import { FactEditor } from "./fact-editor";
import { Fits } from "./fits";
import { OrderStateTag } from "./order-state-tag";
import { PayLine } from "./pay-line";
import { Refused } from "./refused";
import { SameBuyer } from "./same-buyer";
import { Waiting } from "./waiting";
import { Ways } from "./ways";

interface Props {
  orderId: string;
  contactId?: string;
}

export function ConfirmCard({ orderId, contactId }: Props) {
  const { data: order, error } = useQuery(orderQuery(orderId, contactId));
  if (error) return <ProblemText error={error} />;
  if (!order) return <Rows count={8} />;
  return (
    <>
      <Card order={order} contactId={contactId} />
      <Fits order={order} contactId={contactId} />
      <PayLine order={order} contactId={contactId} />
      <SameBuyer order={order} contactId={contactId} />
    </>
  );
}

function Card({ order, contactId }: { order: Order; contactId?: string }) {
  const { i18n } = useLingui();
  const { shops } = useMe();
  const zone = shops.find((shop) => shop.id === order.shop_id)?.tz;
  const step = useOrderStep(order.id, contactId);
  const mayEdit = useCan("orders.edit") && (editable.has(order.desk_state) || order.desk_state === "confirmed");
  const mayConfirm = useCan("orders.confirm") && editable.has(order.desk_state);
  const [editing, setEditing] = useState<{ field: CheckField; seen: Order }>();
  const [choosing, setChoosing] = useState(false);
  const rows = useRef<HTMLDivElement>(null);
  const toConfirm = useRef(false);
  const [confirmedHere, setConfirmedHere] = useState(false);
  const [saving, setSaving] = useState<ReadonlySet<CheckField>>(new Set());

  const focusRow = (field: CheckField | undefined) => {
    const row = rows.current?.querySelector<HTMLElement>(`[data-field="${field ?? "confirm"}"]`);
    row?.focus();
  };
  const check = async (body: Check, seen = order) => {
    if (saving.has(body.field)) return;
    setSaving((old) => new Set(old).add(body.field));
    const next = nextOpen({ ...order, checks: order.checks.filter(({ field }) => field !== body.field) }, body.field);
    // The last fact keeps the focus until it is saved: the button that comes next cannot be focused before.
    const last = next === undefined || next === body.field;
    const typed = body.result === "changed";
    // Already at the confirm button: it stays there.
    const goOn = () => requestAnimationFrame(() => (last && !toConfirm.current ? undefined : focusRow(last ? body.field : next)));
    toConfirm.current = last;
    if (!typed) goOn();
    try {
      await step.mutateAsync({ step: "checks", body, seen });
      if (typed) close(body.field, goOn);
    } catch (problem) {
      // Beyond her limits the focus goes to the reason: on the row, Enter would confirm the old value.
      if (isBeyond(problem)) close(body.field);
      // Refused, what was typed stays in the editor with the reason under it.
      else if (!typed) focusRow(body.field);
    } finally {
      setSaving((old) => new Set([...old].filter((field) => field !== body.field)));
    }
  };
  const open = (field: CheckField) => { step.reset(); setEditing({ field, seen: order }); };
  const close = (field: CheckField, then?: () => void) => {
    // Left by Esc while it was saved: the focus is hers by then.
    if (rows.current?.querySelector(`[data-editor="${field}"]`)) then?.();
    setEditing((now) => (now?.field === field ? undefined : now));
  };
  const done = doneCount(order);
  const whole = done === 7 && mayConfirm;
  useEffect(() => {
    if (!whole || !toConfirm.current) return;
    toConfirm.current = false;
    focusRow(undefined);
  }, [whole]);
  const confirm = () => {
    setConfirmedHere(true);
    step.mutate({ step: "confirm" });
  };
  const asked = step.variables?.step === "checks" ? step.variables.body : undefined;
  const refused = step.error && editing && asked?.field === editing.field;
  useAction("contact.order", () => focusRow(nextOpen(order) ?? "recipient"));
  useAction("order.confirm", confirm, mayConfirm && done === 7);

  return (
    <article className={classes.card} aria-label={order.number}>
      <header className={classes.head}>
        <h2><Trans>Order {order.number}</Trans></h2>
        <OrderStateTag state={order.desk_state} />
        <span className={classes.progress} aria-live="polite"><Trans>{done} of 7</Trans></span>
        <span className={classes.total}>{tellMoney(i18n.locale, order.total)}</span>
        <span className={classes.pay}>{tell(i18n, payMethods, order.pay_method)}</span>
      </header>
      <div className={classes.track}><i style={{ width: `${(done / 7) * 100}%` }} /></div>
      <div ref={rows} className={classes.rows}>
        {checkOrder.map((field) =>
          choosing && field === "address" ? (
            <Ways key={field} order={order} contactId={contactId} zone={zone} onDone={() => { setChoosing(false); requestAnimationFrame(() => focusRow(nextOpen(order, "address") ?? "address")); }}
              onCancel={() => { setChoosing(false); requestAnimationFrame(() => focusRow("address")); }} />
          ) : editing?.field === field ? (
            <Fragment key={field}>
              <FactEditor order={order} field={field} zone={zone} onSave={(body) => void check(body, refused ? order : editing.seen)}
                onCancel={() => { setEditing(undefined); requestAnimationFrame(() => focusRow(field)); }} />
              {refused && <Refused order={order} seen={editing.seen} field={field} zone={zone} error={step.error} />}
            </Fragment>
          ) : (
            <CheckRow key={field} order={order} field={field} zone={zone} may={mayEdit} saving={saving.has(field)}
              onConfirm={() => void check({ field, result: "confirmed" })} onEdit={() => open(field)} onWays={field === "address" ? () => setChoosing(true) : undefined} />
          ),
        )}
        <Waiting orderId={order.id} />
        {!refused && <EditProblem order={order} check={asked} error={step.error} />}
        {mayConfirm && (
          <div className={classes.foot}>
            <span><Trans>Enter confirms a line, E changes it.</Trans></span>
            <Button data-field="confirm" disabled={done < 7} loading={step.isPending && done === 7} onClick={confirm}
              rightSection={<Kbd action="order.confirm" />}>
              <Trans>Confirm the order</Trans>
            </Button>
          </div>
        )}
      </div>
      {order.desk_state === "confirmed" && <Confirmed order={order} zone={zone} focused={confirmedHere} />}
    </article>
  );
}
