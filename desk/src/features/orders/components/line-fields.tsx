// The lines of a new order: from what the shop sells, or as typed. Choosing fills article and price.
import { ActionIcon, Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";

import { decimal, tellMoney } from "@/shared/lib/money";
import { Icon } from "@/shared/ui/icon";
import { NumberField } from "@/shared/ui/number-field";
import { Suggest } from "@/shared/ui/suggest";

import { goodsQuery, type Goods } from "../api/orders";
import classes from "./new-order.module.css";
import { emptyLine, lineSum, type DraftLine, type OrderDraft } from "./order-draft";

interface Props {
  draft: OrderDraft;
  currency: string;
  autoFocus: boolean;
  faultAt: (field: string) => string | undefined;
  onChange: (lines: DraftLine[]) => void;
}

export function LineFields({ draft, currency, autoFocus, faultAt, onChange }: Props) {
  const { lines } = draft;
  const fields = useRef<HTMLFieldSetElement>(null);
  const nextKey = Math.max(0, ...lines.map(({ key }) => key)) + 1;
  const focusLine = (key: number) =>
    requestAnimationFrame(() => fields.current?.querySelector<HTMLInputElement>(`[data-line="${key}"] input`)?.focus());
  const add = () => {
    onChange([...lines, emptyLine(nextKey)]);
    focusLine(nextKey);
  };
  const remove = (key: number) => {
    const at = lines.findIndex((line) => line.key === key);
    const rest = lines.filter((line) => line.key !== key);
    onChange(rest);
    focusLine((rest[at] ?? rest[at - 1])?.key ?? 0); // the focus must not fall to the page's top
  };
  return (
    <fieldset ref={fields}>
      <legend><Trans>Products</Trans></legend>
      {lines.map((line, at) => (
        <Line key={line.key} line={line} shopId={draft.shop_id} currency={currency} autoFocus={autoFocus && at === 0} faultAt={faultAt}
          onChange={(part) => onChange(lines.map((one) => (one.key === line.key ? { ...one, ...part } : one)))}
          onRemove={lines.length > 1 ? () => remove(line.key) : undefined} />
      ))}
      <div>
        <Button size="xs" variant="default" leftSection={<Icon name="plus" />} onClick={add}><Trans>Another product</Trans></Button>
      </div>
    </fieldset>
  );
}

interface LineProps {
  line: DraftLine;
  shopId: string;
  currency: string;
  autoFocus: boolean;
  faultAt: (field: string) => string | undefined;
  onChange: (part: Partial<DraftLine>) => void;
  onRemove?: () => void;
}

function Line({ line, shopId, currency, autoFocus, faultAt, onChange, onRemove }: LineProps) {
  const { t, i18n } = useLingui();
  const [searching, setSearching] = useState(false);
  const [q] = useDebouncedValue(line.name.trim(), 150);
  const { data } = useQuery({ ...goodsQuery(shopId, q, i18n.locale), enabled: searching && shopId !== "" });
  const found = data ?? [];
  const inStock = ({ available: stock }: Goods) => (stock === undefined ? "" : stock > 0 ? t`${stock} in stock` : t`not in stock`);
  const sum = lineSum(line, currency);
  const at = `lines[${line.key}]`;
  return (
    <div className={classes.line} data-line={line.key} data-only={onRemove ? undefined : true}>
      <Suggest label={t`Product`} value={line.name} autoFocus={autoFocus} listLabel={t`Products of the shop`} maxLength={400}
        error={faultAt(`${at}.name`) ?? faultAt("lines")} onFocus={() => setSearching(true)}
        items={found.map((one, index) => ({
          id: String(index), name: one.name, hint: [one.sku, tellMoney(i18n.locale, one.price), inStock(one)].filter(Boolean).join(" · "),
        }))}
        // Typed anew it is another product, so the article of the chosen one no longer holds.
        onType={(name) => onChange({ name, sku: "", available: undefined })}
        onTake={(index) => {
          const one = found[Number(index)];
          if (one) onChange({ name: one.name, sku: one.sku, available: one.available, price: one.price.currency === currency ? decimal(one.price) : line.price });
        }} />
      <NumberField label={t`Quantity`} value={line.quantity} min={1} max={10_000} allowDecimal={false} error={faultAt(`${at}.quantity`)}
        onFocus={(event) => event.currentTarget.select()} onChange={(value) => onChange({ quantity: Number(value) || 0 })} />
      <TextInput label={t`Price`} value={line.price} inputMode="decimal" autoComplete="off" error={faultAt(`${at}.price`)}
        onChange={(event) => onChange({ price: event.currentTarget.value })} />
      <span className={classes.sum}>
        {sum ? tellMoney(i18n.locale, sum) : "—"}
        {line.available !== undefined && line.quantity > line.available && <span className={classes.short} role="status"><Trans>only {line.available} in stock</Trans></span>}
      </span>
      {onRemove && (
        <ActionIcon className={classes.remove} size={32} aria-label={t`Remove this product`} onClick={onRemove}><Icon name="cross" /></ActionIcon>
      )}
    </div>
  );
}
