// Small, believable values for unit tests.
import type { AgentView, ContactCard, Order, Promise_ } from "@/shared/api/types";

export const agentView = (part: Partial<AgentView>): AgentView => ({
  person_id: "p1",
  name: "Iryna Bondar",
  state: "ready",
  reason: "",
  since: 0,
  reachable: true,
  phone_kind: "browser",
  finishing: false,
  ...part,
});

export const promise = (part: Partial<Promise_>): Promise_ => ({
  id: "p1",
  kind: "reply",
  to_customer_id: "b1",
  to_name: "Oksana Koval",
  text: "",
  due_at: 1000,
  state: "open",
  source: "operator",
  created_at: 0,
  version: 1,
  courier: "",
  warn_at: 0,
  question: false,
  ...part,
});

export const contactCard = (part: Partial<ContactCard>): ContactCard => ({
  contact_id: "c1",
  channel: "call",
  kind: "inbound_call",
  direction: "in",
  queue_id: "q1",
  shop_id: "s1",
  shop_name: "Kettle House",
  state: "offered",
  entered_at: 0,
  rings: 1,
  attempt: 1,
  why: { code: "longest_idle", params: [["idle_ms", "41000"], ["of", "3"]] },
  came_by: "demo",
  caller: { number_masked: "+38050•••••33", who: "buyer", name: "Oksana Koval", language: "uk", customer_ids: ["b1"] },
  customer: {
    id: "b1", name: "Oksana Koval", language: "uk", tz: "Europe/Kyiv", kind: "buyer", since: 0, order_count: 9,
    identities: [], addresses: [], trusted: [], notes: "", version: 1, do_not_call: false,
  },
  orders: [],
  promises: [promise({})],
  recent: [],
  recording: "none",
  held: false,
  muted: false,
  note_draft: "",
  phone: "",
  rings_at: "",
  ...part,
});

const uah = (minor: number) => ({ minor, currency: "UAH" });

export const order = (part: Partial<Order>): Order => ({
  id: "o1", shop_id: "s1", number: "10482", customer_id: "b1", customer_name: "Oksana Koval", desk_state: "new",
  pay_state: "unpaid", pay_method: "cod", ship_state: "none", total: uah(125000), cod_due: uah(125000),
  recipient: "Oksana Koval", phone: "+380501112233", delivery_method: "courier", address: "Kyiv, Saksahanskoho 12",
  lines: [{ id: "l1", sku: "X2", name: "Kettle X2", quantity: 1, price: uah(125000), total: uah(125000) }],
  checks: [], source: "woocommerce", external_id: "881", note: "", created_at: 0, version: 1, timeline: [],
  ...part,
});
