// What is offered for an order: the name in her language, the stock only where somebody counts it.
import { expect, test } from "vitest";

import { goodsOf } from "./orders";

const kettle = {
  id: "1", shop_id: "1", origin: "csv:1", external_id: "1", sku: "X2", names: { uk: "Чайник", en: "Kettle" },
  price: { minor: 125000, currency: "UAH" }, active: true, stock_kept: true, backorders: false, available: 0, stock: [], version: 1,
};

test("the name is in the operator's language, else in any, else the article", () => {
  expect(goodsOf(kettle, "uk").name).toBe("Чайник");
  expect(goodsOf(kettle, "zh").name).toBe("Чайник");
  expect(goodsOf({ ...kettle, names: {} }, "en").name).toBe("X2");
});

test("nothing left is said, and what nobody counts has no number", () => {
  expect(goodsOf(kettle, "en").available).toBe(0);
  expect(goodsOf({ ...kettle, stock_kept: false, available: 7 }, "en").available).toBeUndefined();
});
