// What the palette offers: actions possible now, then what the server finds.
import { useLingui } from "@lingui/react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { get } from "@/shared/api/client";
import type { Customer, OrderPage, Person } from "@/shared/api/types";
import { useActions } from "@/shared/lib/actions";
import type { ActionId } from "@/shared/lib/keymap";
import { tellMoney } from "@/shared/lib/money";
import { useCan } from "@/shared/lib/session";
import type { IconName } from "@/shared/ui/icon";
import { actionWords } from "@/shared/words/actions";
import { deskStates } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

export interface PaletteItem {
  id: string;
  name: string;
  hint: string;
  icon: IconName;
  key?: string;
  run: () => void;
}

const hidden: ReadonlySet<ActionId> = new Set(["palette", "list.down", "list.up"]);

export function usePaletteItems(text: string, searched: string): PaletteItem[] {
  const orders = useOrders(searched.trim());
  const people = usePeople(searched.trim());
  const buyers = useBuyers(searched.trim());
  return [...useActionItems(text), ...orders, ...buyers, ...people];
}

function useActionItems(text: string): PaletteItem[] {
  const { i18n } = useLingui();
  const actions = useActions();
  const wanted = text.trim().toLocaleLowerCase();
  return actions
    .available()
    .filter((id) => !hidden.has(id))
    .map((id) => ({
      id,
      name: i18n._(actionWords[id]),
      hint: "",
      icon: id.startsWith("go.") ? ("right" as const) : id.startsWith("call.") ? ("phone" as const) : ("bolt" as const),
      key: actions.keys[id],
      run: () => void actions.run(id),
    }))
    .filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
}

function useOrders(q: string): PaletteItem[] {
  const { i18n } = useLingui();
  const navigate = useNavigate();
  const may = useCan("orders.view");
  const { data } = useQuery({
    queryKey: ["orders", "palette", q],
    queryFn: () => get<OrderPage>("/api/v1/orders", { q, limit: 6 }),
    enabled: may && q.length > 1,
  });
  return (q.length > 1 ? (data?.items ?? []) : []).map((order) => ({
    id: `order-${order.id}`,
    name: `${order.number} · ${order.customer_name}`,
    hint: `${tell(i18n, deskStates, order.desk_state)} · ${tellMoney(i18n.locale, order.total)}`,
    icon: "box",
    run: () => void navigate({ to: "/orders/$orderId", params: { orderId: order.id } }),
  }));
}

/** By one field: an order's number, a surname, the end of a telephone number. */
function useBuyers(q: string): PaletteItem[] {
  const navigate = useNavigate();
  const may = useCan("customers.view");
  const { data } = useQuery({
    queryKey: ["buyers", "palette", q],
    queryFn: () => get<{ items: { customer: Customer; order_number: string }[] }>("/api/v1/buyers", { q }),
    enabled: may && q.length > 1,
  });
  return (q.length > 1 ? (data?.items ?? []).slice(0, 5) : []).map(({ customer, order_number }) => ({
    id: `buyer-${customer.id}`,
    name: customer.name,
    hint: order_number || (customer.identities[0]?.value ?? ""),
    icon: "user",
    run: () => void navigate({ to: "/buyers/$buyerId", params: { buyerId: customer.id } }),
  }));
}

function usePeople(q: string): PaletteItem[] {
  const navigate = useNavigate();
  const may = useCan("people.view");
  const { data } = useQuery({
    queryKey: ["people", "palette", q],
    queryFn: () => get<{ items: Person[] }>("/api/v1/people", { q }),
    enabled: may && q.length > 1,
  });
  return (q.length > 1 ? (data?.items ?? []).slice(0, 5) : []).map((person) => ({
    id: `person-${person.id}`,
    name: person.name,
    hint: person.login,
    icon: "user",
    run: () => void navigate({ to: "/people" }),
  }));
}
