// Words for roles and imports.
import { msg } from "@lingui/core/macro";

import type { Words } from "./contact";

export const roles: Words = {
  owner: msg`Owner`,
  head: msg`Head of the contact centre`,
  operations_manager: msg`Operations manager`,
  department_manager: msg`Department manager`,
  supervisor: msg`Supervisor`,
  inbound_operator: msg`Inbound operator`,
  outbound_operator: msg`Outbound operator`,
  order_intake: msg`Order intake`,
  order_manager: msg`Order manager`,
  sales_support: msg`Sales support`,
  telesales_lead: msg`Telesales lead`,
  telesales_agent: msg`Telesales agent`,
  site_agent: msg`Site consultant`,
  after_sales: msg`After-sales`,
  logistics_lead: msg`Logistics lead`,
  quality: msg`Quality`,
  trainer: msg`Trainer`,
  personnel: msg`Personnel`,
  it: msg`IT`,
  relations: msg`Customer relations`,
  marketing: msg`Marketing`,
};

export const storeStates: Words = {
  ok: msg`Connected`,
  unreachable: msg`Does not answer`,
  unauthorised: msg`Keys refused`,
  limited: msg`Asks for patience`,
  never: msg`Not read yet`,
};

export const importStates: Words = {
  uploaded: msg`Uploaded`,
  running: msg`Running`,
  done: msg`Done`,
  cancelled: msg`Cancelled`,
  failed: msg`Failed`,
};

export const importFields: Words = {
  number: msg`Order number`,
  external_id: msg`Order id in the shop`,
  created_at: msg`Ordered at`,
  recipient: msg`Recipient`,
  customer_name: msg`Buyer's name`,
  phone: msg`Phone`,
  email: msg`E-mail`,
  address: msg`Address`,
  city: msg`City`,
  region: msg`Region`,
  postcode: msg`Postcode`,
  delivery_method: msg`Delivery method`,
  sku: msg`Article`,
  product: msg`Product`,
  quantity: msg`Quantity`,
  price: msg`Price`,
  total: msg`Total`,
  currency: msg`Currency`,
  pay_method: msg`Payment method`,
  note: msg`Note`,
};

export const connectorKinds: Words = {
  woocommerce: msg`WooCommerce`,
  shopify: msg`Shopify`,
  retailcrm: msg`RetailCRM`,
  opencart: msg`OpenCart`,
  prestashop: msg`PrestaShop`,
  prom: msg`Prom.ua`,
  horoshop: msg`Horoshop`,
  keycrm: msg`KeyCRM`,
  generic: msg`Another shop, by webhook`,
};

export const statusMeanings: Words = {
  open: msg`Still to be worked`,
  completed: msg`Completed`,
  cancelled: msg`Cancelled`,
  refunded: msg`Money returned`,
  draft: msg`Not an order yet`,
};

export const differences: Words = {
  missing: msg`Missing here`,
  differs: msg`Says something else`,
  extra: msg`Only here`,
};

export const outKinds: Words = {
  note: msg`Note`,
  cancel: msg`Cancellation`,
  create: msg`New order`,
  confirm: msg`Confirmation`,
};

/** What the desk decided, where the shop's people choose a status for it. */
export const decidedKinds: Words = {
  confirm: msg`Confirmed at the desk`,
  note: msg`Put on hold`,
  cancel: msg`Called off`,
};

export const outStates: Words = {
  waiting: msg`Waiting`,
  sending: msg`Perhaps sent: the shop is asked first`,
  failed: msg`Not taken by the shop`,
};
