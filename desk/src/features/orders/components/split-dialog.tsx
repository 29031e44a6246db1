// Some pieces go into an order of their own: by hand, or what is short of stock.
import { Button, NumberInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Order } from "@/shared/api/types";
import { Dialog } from "@/shared/ui/dialog";
import { ProblemText } from "@/shared/ui/problem-text";

import { useJoin } from "../api/same-buyer";
import classes from "./order-view.module.css";

export function SplitDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const { t } = useLingui();
  const join = useJoin(order);
  const [pieces, setPieces] = useState<Record<string, number>>({});
  const lines = Object.entries(pieces).filter(([, quantity]) => quantity > 0).map(([id, quantity]) => ({ id, quantity }));
  const send = (short_stock: boolean) => join.mutate({ step: "split", body: { lines: short_stock ? [] : lines, short_stock } }, { onSuccess: onClose });
  return (
    <Dialog onClose={onClose} title={t`Split the order`}>
      <form className={classes.form} onSubmit={(event) => { event.preventDefault(); send(false); }}>
        <p><Trans>How many pieces go into a new order? Delivery stays with this one.</Trans></p>
        {order.lines.map((line) => (
          <NumberInput key={line.id} label={line.name} min={0} max={line.quantity} value={pieces[line.id] ?? 0} allowDecimal={false}
            suffix={` / ${line.quantity}`} onChange={(value) => setPieces({ ...pieces, [line.id]: Number(value) })} />
        ))}
        <ProblemText error={join.error} />
        <Button type="submit" loading={join.isPending} disabled={lines.length === 0}><Trans>Split</Trans></Button>
        <Button variant="default" onClick={() => send(true)}><Trans>Split off what is short of stock</Trans></Button>
      </form>
    </Dialog>
  );
}
