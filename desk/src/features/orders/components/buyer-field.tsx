// Who buys: found by name, number or order, or nobody yet: then the name and number below make a new buyer.
import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Customer } from "@/shared/api/types";
import { tellNumber } from "@/shared/lib/phone-number";
import { useCan } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { Suggest } from "@/shared/ui/suggest";

import { buyersQuery } from "../api/orders";
import classes from "./new-order.module.css";
import type { OrderDraft } from "./order-draft";

interface Props {
  draft: OrderDraft;
  autoFocus: boolean;
  error?: string;
  onChoose: (buyer: Customer) => void;
  onLoose: () => void;
}

export function BuyerField({ draft, autoFocus, error, onChoose, onLoose }: Props) {
  const { t, i18n } = useLingui();
  const maySearch = useCan("customers.view");
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 200);
  const { data } = useQuery({ ...buyersQuery(q), enabled: maySearch && q.length > 1 });
  if (draft.buyer) {
    return (
      <div className={classes.buyer}>
        <Icon name="user" />
        <span><strong>{draft.buyer.name}</strong> {draft.buyer.masked && tellNumber(draft.buyer.masked)}</span>
        <Button size="xs" variant="subtle" onClick={onLoose}><Trans>Another buyer</Trans></Button>
      </div>
    );
  }
  if (!maySearch) return null;
  const found = q.length > 1 ? (data?.items ?? []) : [];
  return (
    <Suggest label={t`Known buyer`} placeholder={t`Name or the end of a number`} description={t`Leave it empty for a new buyer.`}
      leftSection={<Icon name="search" />} value={text} autoFocus={autoFocus} error={error} listLabel={t`Known buyers`}
      items={found.map((one) => ({ id: one.id, name: one.name, hint: hintOf(i18n, one) }))}
      onType={setText}
      onTake={(id) => {
        const buyer = found.find((one) => one.id === id);
        if (buyer) onChoose(buyer);
      }} />
  );
}

function hintOf(i18n: ReturnType<typeof useLingui>["i18n"], buyer: Customer): string {
  const phone = buyer.identities.find(({ kind }) => kind === "phone");
  const count = buyer.order_count;
  const orders = i18n._(plural(count, { one: "# order", other: "# orders" }));
  return [phone && tellNumber(phone.value), orders].filter(Boolean).join(" · ");
}
