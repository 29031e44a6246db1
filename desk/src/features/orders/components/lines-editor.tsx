// Product, quantity and amount are one table: changing a quantity shows the new sum before it is saved.
import { TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Money, OrderLine } from "@/shared/api/types";
import { decimal, readMoney, tellMoney, times } from "@/shared/lib/money";
import { NumberField } from "@/shared/ui/number-field";

import classes from "./confirm-card.module.css";
import { EditorFrame, type EditorProps } from "./editor-frame";

interface Typed {
  id: string;
  name: string;
  sku: string;
  quantity: number;
  price: string;
}

const typedOf = (line: OrderLine): Typed => ({
  id: line.id,
  name: line.name,
  sku: line.sku,
  quantity: line.quantity,
  price: decimal(line.price),
});

export function LinesEditor({ order, field, onSave, onCancel }: EditorProps) {
  const { t, i18n } = useLingui();
  const [lines, setLines] = useState(() => order.lines.map(typedOf));
  const { currency } = order.total;
  const change = (id: string, part: Partial<Typed>) =>
    setLines(lines.map((line) => (line.id === id ? { ...line, ...part } : line)));
  const sums = lines.map((line) => sumOf(line, currency));
  const ready = sums.every((sum) => sum !== undefined) && lines.every((line) => line.name.trim() !== "");
  const total = { minor: sums.reduce((all, sum) => all + (sum?.minor ?? 0), 0), currency };
  const save = () =>
    onSave({
      field,
      result: "changed",
      lines: lines.map((line) => ({
        id: line.id,
        quantity: line.quantity,
        price: readMoney(line.price, currency),
        sku: line.sku,
        name: line.name.trim(),
      })),
    });
  return (
    <EditorFrame field={field} ready={ready} onCancel={onCancel} onSave={save}>
      {lines.map((line, at) => (
        <div key={line.id} className={classes.line}>
          <TextInput label={t`Product`} value={line.name} autoFocus={at === 0 && field === "product"}
            onChange={(event) => change(line.id, { name: event.currentTarget.value })} />
          <NumberField label={t`Quantity`} value={line.quantity} min={0} max={999} allowDecimal={false}
            autoFocus={at === 0 && field === "quantity"} onFocus={(event) => event.currentTarget.select()}
            onChange={(value) => change(line.id, { quantity: Number(value) || 0 })} />
          <TextInput label={t`Price`} value={line.price} inputMode="decimal" autoFocus={at === 0 && field === "amount"}
            error={readMoney(line.price, currency) ? undefined : t`Not a sum`}
            onChange={(event) => change(line.id, { price: event.currentTarget.value })} />
          <span className={classes.sum}>{sums[at] ? tellMoney(i18n.locale, sums[at]) : "—"}</span>
        </div>
      ))}
      {lines.length > 1 && <span className={classes.sum}>{tellMoney(i18n.locale, total)}</span>}
    </EditorFrame>
  );
}

function sumOf(line: Typed, currency: string): Money | undefined {
  const price = readMoney(line.price, currency);
  return price && times(price, line.quantity);
}
