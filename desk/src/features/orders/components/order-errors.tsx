// Errors of this order that were found later: what, whose, the lesson, whether it was seen; and the form for one more.
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import type { Order } from "@/shared/api/types";
import { readMoney, tellMoney } from "@/shared/lib/money";
import { useCan } from "@/shared/lib/session";
import { Dialog } from "@/shared/ui/dialog";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { errorCauses, errorKinds } from "@/shared/words/order-errors";
import { tell } from "@/shared/words/tell";

import { addError, errorsQuery, type NewOrderError } from "../api/errors";
import classes from "./order-errors.module.css";

export function OrderErrors({ order }: { order: Order }) {
  const { i18n } = useLingui();
  const may = useCan("orders.edit");
  const { data } = useQuery(errorsQuery(order.id));
  const [adding, setAdding] = useState(false);
  return (
    <section className={classes.errors}>
      {data?.items.map((one) => (
        <p key={one.id} className={classes.error}>
          <Icon name="warning" size={13} /> <strong>{tell(i18n, errorKinds, one.kind)}</strong> · {one.caused_by_name || tell(i18n, errorCauses, one.cause)}
          {one.cost.minor > 0 && <> · {tellMoney(i18n.locale, one.cost)}</>}{one.lesson && <> · {one.lesson}</>}
          {one.caused_by && <span className={classes.quiet}> · {one.seen_at ? <Trans>seen</Trans> : <Trans>not seen yet</Trans>}</span>}
        </p>
      ))}
      {may && <div><Button size="compact-sm" variant="subtle" onClick={() => setAdding(true)}><Trans>An error was found</Trans></Button></div>}
      {adding && <Form order={order} close={() => setAdding(false)} />}
    </section>
  );
}

function Form({ order, close }: { order: Order; close: () => void }) {
  const { t, i18n } = useLingui();
  const cache = useQueryClient();
  const { currency } = order.total;
  const [kind, setKind] = useState("wrong_address");
  const [cause, setCause] = useState("operator");
  const [lesson, setLesson] = useState("");
  const [cost, setCost] = useState("");
  const money = cost.trim() ? readMoney(cost, currency) : undefined;
  const wrongCost = cost.trim() !== "" && !money;
  const save = useMutation({
    mutationFn: () => addError(order.id, { kind, cause, lesson: lesson.trim(), ...(money && { cost: money }) } as NewOrderError),
    onSuccess: (fresh) => {
      cache.setQueryData(errorsQuery(order.id).queryKey, fresh);
      close();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!wrongCost) save.mutate();
  };
  const items = (words: typeof errorKinds) => Object.keys(words).map((value) => ({ value, label: tell(i18n, words, value) }));
  const number = order.number;
  return (
    <Dialog title={t`An error in order ${number}`} onClose={close}>
      <form className={classes.form} onSubmit={submit}>
        <Select label={t`What was wrong`} value={kind} allowDeselect={false} data={items(errorKinds)} data-autofocus onChange={(value) => setKind(value ?? kind)} />
        <Select label={t`Where it came from`} value={cause} allowDeselect={false} data={items(errorCauses)} onChange={(value) => setCause(value ?? cause)}
          description={cause === "operator" ? t`It goes back to who settled that fact, else to the order's owner.` : undefined} />
        <Textarea label={t`What to do otherwise next time`} value={lesson} maxLength={1000} autosize minRows={2} required={cause === "operator"} onChange={(event) => setLesson(event.currentTarget.value)} />
        <TextInput label={t`What it cost, ${currency}`} value={cost} inputMode="decimal" error={wrongCost && t`Not a sum of money.`} onChange={(event) => setCost(event.currentTarget.value)} />
        <ProblemText error={save.error} />
        <div><Button type="submit" loading={save.isPending}><Trans>Register it</Trans></Button></div>
      </form>
    </Dialog>
  );
}
