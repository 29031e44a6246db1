import { describe, expect, it } from "vitest";

import type { Customer } from "@/shared/api/types";

import { emptyDraft, emptyLine, faultsOf, fieldHere, forBuyer, toSend, totalOf, type OrderDraft } from "./order-draft";

const full: OrderDraft = {
  ...emptyDraft("1"), recipient: "Oksana", phone: "050 111-22-33", address: "Main 7",
  lines: [emptyLine(1), { key: 2, sku: "X2", name: " Kettle ", quantity: 2, price: "1 250,50" }],
};
const buyer = (masked: boolean): Customer => ({
  id: "9", name: "Oksana Koval", language: "uk", tz: "", kind: "buyer", since: 0, order_count: 1, trusted: [], notes: "",
  version: 1, do_not_call: false,
  identities: [{ id: "1", kind: "phone", value: masked ? "+380•••33" : "+380501112233", masked, verified: true, shared: false }],
  addresses: [{ id: "2", text: masked ? "Kyiv ***" : "Main 7", city: "Kyiv", region: "", postcode: "" }],
});

describe("a new order", () => {
  it("names every field that lacks something", () => {
    expect([...faultsOf(emptyDraft(""), "UAH").keys()]).toEqual(["shop_id", "recipient", "phone", "lines[1].name", "address"]);
  });

  it("may be sent once it is whole, without the line that nobody touched", () => {
    expect(faultsOf(full, "UAH").size).toBe(0);
    expect(toSend(full, "UAH").lines).toEqual([{ sku: "X2", name: "Kettle", quantity: 2, price: { minor: 125050, currency: "UAH" } }]);
    expect(toSend(full, "UAH").phone).toBe("0501112233");
    expect(totalOf(full, "UAH").minor).toBe(250100);
  });

  it("finds the line that the server means", () => {
    expect(fieldHere(full, "lines[0].price")).toBe("lines[2].price");
    expect(fieldHere(full, "phone")).toBe("phone");
  });

  it("asks for no address when it is fetched, and for a price that is a sum", () => {
    const line = { key: 1, sku: "", name: "Cup", quantity: 0, price: "cheap" };
    const faults = faultsOf({ ...full, address: "", delivery_method: "pickup", lines: [line] }, "UAH");
    expect([...faults.keys()]).toEqual(["lines[1].quantity", "lines[1].price"]);
  });

  it("takes over what may be seen of a buyer, and leaves a masked number to the server", () => {
    const seen = forBuyer(emptyDraft("1"), buyer(false));
    expect([seen.phone, seen.address, seen.city]).toEqual(["+380501112233", "Main 7", "Kyiv"]);
    const masked = forBuyer(emptyDraft("1"), buyer(true));
    expect([masked.phone, masked.address]).toEqual(["", ""]);
    expect(faultsOf({ ...full, ...masked, lines: full.lines, address: "Main 7" }, "UAH").has("phone")).toBe(false);
    expect(toSend(masked, "UAH")).toMatchObject({ customer_id: "9", phone: "", recipient: "Oksana Koval" });
  });
});
