// Words for the variables of agreed answers.
import { msg } from "@lingui/core/macro";

import type { Words } from "@/shared/words/contact";

export const variableWords: Words = {
  buyer_name: msg`Buyer's name`,
  operator_name: msg`Operator's name`,
  shop_name: msg`Shop's name`,
  order_number: msg`Number of the open order`,
  order_sum: msg`Sum of the open order`,
};
