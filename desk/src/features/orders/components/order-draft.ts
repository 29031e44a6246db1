// What stands in the form of a new order: typed text until it is sent. Pure; faults are named by the field they stand at,
// in the server's own names, so that its answer finds the same place.
import type { Customer, Money, NewOrder, Order } from "@/shared/api/types";
import { readMoney, times } from "@/shared/lib/money";

export interface DraftLine {
  /** Stable while the form stands: rows may be taken away. */
  key: number;
  sku: string;
  name: string;
  quantity: number;
  price: string;
  /** Pieces in stock when it was chosen; undefined: typed by hand, or nobody counts them. */
  available?: number;
}

export interface OrderDraft {
  shop_id: string;
  buyer?: { id: string; name: string; masked: string };
  recipient: string;
  phone: string;
  delivery_method: Order["delivery_method"];
  city: string;
  address: string;
  pay_method: Order["pay_method"];
  note: string;
  lines: DraftLine[];
}

export const emptyLine = (key: number): DraftLine => ({ key, sku: "", name: "", quantity: 1, price: "" });

export const emptyDraft = (shop_id: string): OrderDraft => ({
  shop_id, recipient: "", phone: "", delivery_method: "courier", city: "", address: "", pay_method: "cod", note: "",
  lines: [emptyLine(1)],
});

/** Her name and, when they may be seen, her number and last address; a masked number stays with the server. */
export function forBuyer(draft: OrderDraft, buyer: Customer): OrderDraft {
  const phone = buyer.identities.find(({ kind }) => kind === "phone");
  const address = buyer.addresses.find(({ text }) => !/[*•]/.test(text));
  return {
    ...draft,
    buyer: { id: buyer.id, name: buyer.name, masked: phone?.masked ? phone.value : "" },
    recipient: buyer.name,
    phone: phone && !phone.masked ? phone.value : "",
    city: address?.city || draft.city,
    address: address?.text || draft.address,
  };
}

export type Fault = "shop" | "name" | "phone" | "lines" | "product" | "quantity" | "price" | "address";

/** Field -> what is wrong there; empty when it may be sent. */
export function faultsOf(draft: OrderDraft, currency: string): Map<string, Fault> {
  const faults = new Map<string, Fault>();
  if (draft.shop_id === "") faults.set("shop_id", "shop");
  if (draft.recipient.trim().length < 2) faults.set("recipient", "name");
  const own = draft.phone.trim() === "" && draft.buyer?.masked;
  if (!own && !/^\+?\d{7,15}$/.test(plainPhone(draft.phone))) faults.set("phone", "phone");
  filledLines(draft).forEach((line) => {
    const at = `lines[${line.key}]`;
    if (line.name.trim() === "") faults.set(`${at}.name`, "product");
    if (!Number.isInteger(line.quantity) || line.quantity < 1 || line.quantity > 10_000) faults.set(`${at}.quantity`, "quantity");
    const price = readMoney(line.price, currency);
    if (!price || price.minor < 0) faults.set(`${at}.price`, "price");
  });
  if (filledLines(draft).length === 0) faults.set(`lines[${draft.lines[0]?.key ?? 1}].name`, "lines");
  if (draft.delivery_method !== "pickup" && draft.address.trim().length < 3) faults.set("address", "address");
  return faults;
}

/** A line that nobody touched is no line. */
export function filledLines(draft: OrderDraft): DraftLine[] {
  return draft.lines.filter(({ name, sku, price }) => name.trim() + sku + price.trim() !== "");
}

export const plainPhone = (text: string) => text.replace(/[\s().-]/g, "");

export function lineSum(line: DraftLine, currency: string): Money | undefined {
  const price = readMoney(line.price, currency);
  return price && Number.isInteger(line.quantity) ? times(price, line.quantity) : undefined;
}

export function totalOf(draft: OrderDraft, currency: string): Money {
  return { minor: draft.lines.reduce((sum, line) => sum + (lineSum(line, currency)?.minor ?? 0), 0), currency };
}

export function toSend(draft: OrderDraft, currency: string): NewOrder {
  return {
    shop_id: draft.shop_id,
    customer_id: draft.buyer?.id,
    recipient: draft.recipient.trim(),
    phone: plainPhone(draft.phone),
    city: draft.city.trim(),
    address: draft.address.trim(),
    delivery_method: draft.delivery_method,
    pay_method: draft.pay_method,
    note: draft.note.trim(),
    lines: filledLines(draft).map((line) => ({
      sku: line.sku, name: line.name.trim(), quantity: line.quantity,
      price: readMoney(line.price, currency) ?? { minor: 0, currency },
    })),
  };
}

/** The server counts the sent lines from 0; the form knows them by their key. */
export function fieldHere(draft: OrderDraft, field: string): string {
  return field.replace(/^lines\[(\d+)\]/, (_, at: string) => `lines[${filledLines(draft)[Number(at)]?.key ?? 1}]`);
}
