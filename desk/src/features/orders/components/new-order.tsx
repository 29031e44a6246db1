// An order taken by hand: buyer, products, delivery, payment. Everything by keyboard, faults at their field.
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useRef, useState, type FormEvent, type KeyboardEvent } from "react";

import { ApiError } from "@/shared/api/client";
import type { Customer, Order } from "@/shared/api/types";
import { tellMoney } from "@/shared/lib/money";
import { useMe } from "@/shared/lib/session";
import { Key } from "@/shared/ui/kbd";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import { deliveryMethods, payMethods } from "@/shared/words/orders";
import { tellProblem } from "@/shared/words/problems";
import { tell } from "@/shared/words/tell";

import { useCreateOrder } from "../api/orders";
import { BuyerField } from "./buyer-field";
import { useFaultWords } from "./fault-words";
import { LineFields } from "./line-fields";
import classes from "./new-order.module.css";
import { emptyDraft, faultsOf, fieldHere, forBuyer, toSend, totalOf, type OrderDraft } from "./order-draft";
import { useDraft } from "./use-draft";

interface Props {
  /** In a call: who calls and for which shop, as far as it is known. */
  contact?: { contact_id: string; shop_id: string; customer?: Customer; number?: string };
  onDone: (order: Order) => void;
  onCancel: () => void;
}

export function NewOrder(props: Props) {
  const { t } = useLingui();
  if (props.contact) {
    return (
      <section className={classes.panel} aria-label={t`New order`}>
        <header className={classes.panelHead}><h2><Trans>New order</Trans></h2></header>
        <Form {...props} />
      </section>
    );
  }
  return (
    <Page title={t`New order`} narrow>
      <Form {...props} />
    </Page>
  );
}

function firstDraft(shopId: string, contact: Props["contact"]): OrderDraft {
  const draft = emptyDraft(contact?.shop_id ?? shopId);
  if (!contact) return draft;
  return contact.customer ? forBuyer(draft, contact.customer) : { ...draft, phone: contact.number ?? "" };
}

function Form({ contact, onDone, onCancel }: Props) {
  const { t, i18n } = useLingui();
  const { shops } = useMe();
  const onlyShop = shops.length === 1 ? (shops[0]?.id ?? "") : "";
  const { draft, change, forget } = useDraft(contact?.contact_id ?? "list", () => firstDraft(onlyShop, contact));
  const currency = shops.find(({ id }) => id === draft.shop_id)?.currency ?? shops[0]?.currency ?? "EUR";
  const create = useCreateOrder(contact?.contact_id);
  const [tried, setTried] = useState(false);
  const faultWords = useFaultWords();
  const form = useRef<HTMLFormElement>(null);
  const here = tried ? faultsOf(draft, currency) : new Map<string, never>();
  const refused = create.error instanceof ApiError && create.error.field ? fieldHere(draft, create.error.field) : undefined;
  const faultAt = (field: string) => {
    const fault = here.get(field);
    if (fault) return faultWords[fault];
    return field === refused ? tellProblem(i18n, create.error) : undefined;
  };
  const focusFault = () =>
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  const edit = (part: Partial<OrderDraft>) => {
    if (create.isError) create.reset();
    change(part);
  };

  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    setTried(true);
    if (create.isPending) return;
    if (faultsOf(draft, currency).size > 0) return focusFault();
    create.mutate(toSend(draft, currency), {
      onSuccess: (order) => {
        forget();
        onDone(order);
      },
      onError: focusFault,
    });
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") onCancel(); // what was typed stays as a draft
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.shiftKey) submit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const pickup = draft.delivery_method === "pickup";
  return (
    <div className={classes.sizer}>
      <form ref={form} className={classes.form} onSubmit={submit} onKeyDown={keys} noValidate>
        {shops.length > 1 && (
          <Select label={t`Shop`} value={draft.shop_id} onChange={(value) => edit({ shop_id: value ?? "" })} error={faultAt("shop_id")}
            data={shops.map(({ id, name }) => ({ value: id, label: name }))} />
        )}
        <fieldset>
          <legend><Trans>Buyer</Trans></legend>
          <BuyerField draft={draft} autoFocus={!draft.buyer} error={faultAt("customer_id")}
            onChoose={(buyer) => edit(forBuyer(draft, buyer))} onLoose={() => edit({ buyer: undefined, phone: "" })} />
          <div className={classes.pair}>
            <TextInput label={t`Recipient`} value={draft.recipient} error={faultAt("recipient")} autoComplete="off" maxLength={200}
              onChange={(event) => edit({ recipient: event.currentTarget.value })} />
            <TextInput label={t`Phone`} value={draft.phone} error={faultAt("phone")} inputMode="tel" autoComplete="off" maxLength={40}
              placeholder={draft.buyer?.masked ? t`the buyer's own` : undefined}
              onChange={(event) => edit({ phone: event.currentTarget.value })} />
          </div>
        </fieldset>
        <LineFields draft={draft} currency={currency} autoFocus={draft.buyer !== undefined} faultAt={faultAt}
          onChange={(lines) => edit({ lines })} />
        <fieldset>
          <legend><Trans>Delivery and payment</Trans></legend>
          <div className={classes.pair}>
            <Select label={t`Delivery method`} value={draft.delivery_method} data={options(i18n, deliveryMethods)}
              onChange={(value) => edit({ delivery_method: value as OrderDraft["delivery_method"] })} />
            <Select label={t`Payment method`} value={draft.pay_method} data={options(i18n, payMethods)}
              onChange={(value) => edit({ pay_method: value as OrderDraft["pay_method"] })} />
          </div>
          {!pickup && (
            <div className={classes.pair}>
              <TextInput label={t`City`} value={draft.city} error={faultAt("city")} autoComplete="off"
                onChange={(event) => edit({ city: event.currentTarget.value })} />
              <TextInput label={draft.delivery_method === "courier" ? t`Address` : t`Point of delivery`} value={draft.address} maxLength={1000}
                error={faultAt("address")} autoComplete="off" onChange={(event) => edit({ address: event.currentTarget.value })} />
            </div>
          )}
          <Textarea label={t`Note`} autosize minRows={1} maxRows={6} value={draft.note} maxLength={4000}
            onChange={(event) => edit({ note: event.currentTarget.value })} />
        </fieldset>
        {!refused && <ProblemText error={create.error} />}
        <div className={classes.foot}>
          <Button type="submit" loading={create.isPending} rightSection={<Key name="⌃↵" />}><Trans>Create the order</Trans></Button>
          <Button variant="default" onClick={onCancel} rightSection={<Key name="Esc" />}><Trans>Not now</Trans></Button>
          <span className={classes.total} aria-live="polite">
            <Trans>Total</Trans> {tellMoney(i18n.locale, totalOf(draft, currency))}
          </span>
        </div>
      </form>
    </div>
  );
}

type I18n = Parameters<typeof tell>[0];
const options = (i18n: I18n, words: Parameters<typeof tell>[1]) =>
  Object.keys(words).map((value) => ({ value, label: tell(i18n, words, value) }));
