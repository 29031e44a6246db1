// What may be done with an order beside confirming it: hold, no contact, cancel, reopen.
import { Button, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Order } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { Dialog } from "@/shared/ui/dialog";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { cancelReasons, holdReasons } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";
import type { Words } from "@/shared/words/contact";

import { useOrderStep, type OrderStep } from "../api/orders";
import { editable } from "./facts";
import classes from "./order-view.module.css";
import { SplitDialog } from "./split-dialog";

export function OrderActions({ order }: { order: Order }) {
  const { t } = useLingui();
  const step = useOrderStep(order.id);
  const mayEdit = useCan("orders.edit");
  const mayCancel = useCan("orders.cancel");
  const [asking, setAsking] = useState<"hold" | "cancel" | "split">();
  const open = editable.has(order.desk_state);
  const run = (asked: OrderStep) => step.mutate(asked, { onSuccess: () => setAsking(undefined) });
  return (
    <>
      {!asking && <ProblemText error={step.error} />}
      {open && mayEdit && order.desk_state !== "hold" && (
        <Button variant="default" leftSection={<Icon name="hold" />} onClick={() => setAsking("hold")}><Trans>Hold the order</Trans></Button>
      )}
      {open && mayEdit && order.desk_state !== "no_contact" && (
        <Button variant="default" leftSection={<Icon name="phoneOff" />} loading={step.isPending} onClick={() => run({ step: "no-contact" })}>
          <Trans>No contact</Trans>
        </Button>
      )}
      {!["new", "calling"].includes(order.desk_state) && (open || order.desk_state === "confirmed" || order.desk_state === "cancelled") && mayEdit && (
        <Button variant="default" leftSection={<Icon name="back" />} loading={step.isPending} onClick={() => run({ step: "reopen" })}>
          <Trans>Reopen</Trans>
        </Button>
      )}
      {(open || order.desk_state === "confirmed") && mayCancel && (
        <Button variant="default" leftSection={<Icon name="cross" />} onClick={() => setAsking("cancel")}><Trans>Cancel the order</Trans></Button>
      )}
      {(open || order.desk_state === "confirmed") && mayEdit && (order.lines.length > 1 || (order.lines[0]?.quantity ?? 0) > 1) && (
        <Button variant="default" onClick={() => setAsking("split")}><Trans>Split</Trans></Button>
      )}
      {asking === "split" && <SplitDialog order={order} onClose={() => setAsking(undefined)} />}
      {asking === "hold" && (
        <Ask title={t`Hold the order`} words={holdReasons} withUntil error={step.error} busy={step.isPending}
          onClose={() => setAsking(undefined)} onChoose={(reason, until) => run({ step: "hold", body: { reason, until } })} />
      )}
      {asking === "cancel" && (
        <Ask title={t`Cancel the order`} words={cancelReasons} error={step.error} busy={step.isPending}
          onClose={() => setAsking(undefined)} onChoose={(reason) => run({ step: "cancel", body: { reason } })} />
      )}
    </>
  );
}

interface AskProps {
  title: string;
  words: Words;
  withUntil?: boolean;
  error: unknown;
  busy: boolean;
  onClose: () => void;
  onChoose: (reason: string, until?: number) => void;
}

function Ask({ title, words, withUntil, error, busy, onClose, onChoose }: AskProps) {
  const { t, i18n } = useLingui();
  const [reason, setReason] = useState(Object.keys(words)[0] ?? "other");
  const [until, setUntil] = useState("");
  const submit = () => onChoose(reason, until ? new Date(until).getTime() : undefined);
  return (
    <Dialog onClose={onClose} title={title}>
      <form className={classes.form} onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <Select label={t`Reason`} value={reason} onChange={(value) => setReason(value ?? reason)}
          data={Object.keys(words).map((value) => ({ value, label: tell(i18n, words, value) }))} />
        {withUntil && (
          <TextInput type="datetime-local" label={t`Until`} value={until} onChange={(event) => setUntil(event.currentTarget.value)} />
        )}
        <ProblemText error={error} />
        <Button type="submit" loading={busy}>{title}</Button>
      </form>
    </Dialog>
  );
}
