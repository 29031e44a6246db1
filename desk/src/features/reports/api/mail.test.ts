import { expect, test } from "vitest";

import { addressesOf, whatOf } from "./mail";

test("addresses are parted by commas, spaces or lines", () => {
  expect(addressesOf(" ann@shop.example, bob@shop.example\n\neve@shop.example;")).toEqual(["ann@shop.example", "bob@shop.example", "eve@shop.example"]);
  expect(addressesOf("  ")).toEqual([]);
});

test("what is mailed is what the screen shows", () => {
  const what = whatOf(
    { from: "2026-11-01", to: "2026-11-08", step: "day", by: "queue", channel: "all", filters: { shop: { id: "7", name: "Kettles" } } },
    { offered: "Offered", asa: "Average wait" },
  );
  expect(what).toMatchObject({ step: "day", by: "queue", channel: "all", shop_id: "7", words: "offered=Offered\nasa=Average wait" });
  expect(what.queue_id).toBeUndefined();
});
