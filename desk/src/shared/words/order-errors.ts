// Words of errors of orders that were found later.
import { msg } from "@lingui/core/macro";

import type { Words } from "./contact";

export const errorKinds: Words = {
  wrong_goods: msg`Wrong goods`,
  wrong_size: msg`Wrong size or variant`,
  wrong_quantity: msg`Wrong quantity`,
  wrong_price: msg`Wrong price or sum`,
  wrong_address: msg`Wrong address`,
  wrong_contact: msg`Wrong number or recipient`,
  wrong_time: msg`Wrong delivery time`,
  taken_twice: msg`Taken twice`,
  not_told: msg`The buyer was not told`,
  other: msg`Something else`,
};

export const errorCauses: Words = {
  operator: msg`an operator`,
  store_page: msg`the shop's page`,
  warehouse: msg`the warehouse`,
  courier: msg`the courier`,
  supplier: msg`the supplier`,
  buyer: msg`the buyer`,
};
