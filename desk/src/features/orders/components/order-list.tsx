// Orders: a virtual list, filters that read like a sentence, one search. J/K move, Enter opens.
import { Button, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import type { DeskState } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import { useCan, useMe } from "@/shared/lib/session";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import { deskStates } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { ordersQuery } from "../api/orders";
import classes from "./order-list.module.css";
import { OrderRows } from "./order-rows";
import { OrderTabs } from "./order-tabs";

const states = Object.keys(deskStates) as DeskState[];

export function OrderList() {
  const { t } = useLingui();
  const { shops } = useMe();
  const navigate = useNavigate();
  const mayCreate = useCan("orders.create");
  const create = () => void navigate({ to: "/orders/new" });
  useAction("order.new", create, mayCreate);
  const [state, setState] = useState<DeskState>();
  const [shop, setShop] = useState("");
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 250);
  const list = useInfiniteQuery(ordersQuery({ state, q, shop_id: shop || undefined }));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const counts = list.data?.pages[0]?.counts ?? {};
  const bar = (
    <>
      <OrderTabs />
      <TextInput value={text} onChange={(event) => setText(event.currentTarget.value)} leftSection={<Icon name="search" />}
        aria-label={t`Search`} placeholder={t`Number, name, city, goods`} w={260} />
      {shops.length > 1 && (
        <Select aria-label={t`Shop`} value={shop} onChange={(value) => setShop(value ?? "")} w={180}
          data={[{ value: "", label: t`All shops` }, ...shops.map(({ id, name }) => ({ value: id, label: name }))]} />
      )}
      <StateChips counts={counts} chosen={state} onChoose={setState} />
    </>
  );
  const add = mayCreate && (
    <Button leftSection={<Icon name="plus" />} rightSection={<Kbd action="order.new" />} onClick={create}><Trans>New order</Trans></Button>
  );
  return (
    <Page title={t`Orders`} bar={bar} actions={add}>
      <ProblemText error={list.error} />
      {list.isPending && <Rows count={14} />}
      {list.data && items.length === 0 && (
        <Empty icon="box" title={t`No such orders`}>
          <Trans>Clear the filter, or connect a store in the settings so that orders come in.</Trans>
        </Empty>
      )}
      {items.length > 0 && (
        <OrderRows items={items} onEnd={() => { if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage(); }} />
      )}
    </Page>
  );
}

interface ChipsProps {
  counts: Partial<Record<DeskState, number>>;
  chosen: DeskState | undefined;
  onChoose: (state: DeskState | undefined) => void;
}

function StateChips({ counts, chosen, onChoose }: ChipsProps) {
  const { t, i18n } = useLingui();
  const shown = states.filter((state) => (counts[state] ?? 0) > 0 || state === chosen);
  return (
    <div className={classes.chips} role="group" aria-label={t`State`}>
      <button type="button" aria-pressed={chosen === undefined} onClick={() => onChoose(undefined)}><Trans>all</Trans></button>
      {shown.map((state) => (
        <button key={state} type="button" aria-pressed={state === chosen} onClick={() => onChoose(state === chosen ? undefined : state)}>
          {tell(i18n, deskStates, state)} <span>{counts[state] ?? 0}</span>
        </button>
      ))}
    </div>
  );
}
