import { describe, expect, it } from "vitest";

import { decimal, readMoney, tellMoney, tellSum, times } from "./money";
import { tellNumber } from "./phone-number";

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");
const uah = (minor: number) => ({ minor, currency: "UAH" });

describe("money", () => {
  it("drops the minor units only when there are none", () => {
    expect(plain(tellMoney("uk", uah(125000)))).toBe("1 250 ₴");
    expect(plain(tellMoney("uk", uah(125050)))).toBe("1 250,50 ₴");
    expect(plain(tellMoney("en", { minor: 99, currency: "USD" }))).toBe("$0.99");
    expect(plain(tellMoney("zh", { minor: 5, currency: "JPY" }))).toBe("¥5");
  });

  it("stays exact where a float would not", () => {
    expect(plain(tellMoney("en", uah(900719925474099)))).toBe("₴9,007,199,254,740.99");
  });

  it("reads what people type, in both decimal signs", () => {
    expect(readMoney("1 250,50", "UAH")).toEqual(uah(125050));
    expect(readMoney("1250.5", "UAH")).toEqual(uah(125050));
    expect(readMoney("1250", "UAH")).toEqual(uah(125000));
    expect(readMoney("12.345", "UAH")).toBeUndefined();
    expect(readMoney("twelve", "UAH")).toBeUndefined();
    expect(readMoney("", "UAH")).toBeUndefined();
  });

  it("tells a sum that comes as text like any other", () => {
    expect(tellSum("en", "1885.00 UAH")).toBe(tellMoney("en", uah(188500)));
    expect(tellSum("en", "-250.50 UAH")).toBe(tellMoney("en", uah(-25050)));
    expect(["", "free", "12 pieces", "1.234 UAH"].map((text) => tellSum("en", text))).toEqual(["", "free", "12 pieces", "1.234 UAH"]);
  });

  it("writes for an input and multiplies", () => {
    expect([uah(5), uah(125000), uah(-125050)].map(decimal)).toEqual(["0.05", "1250", "-1250.50"]);
    expect(times(uah(33), 3)).toEqual(uah(99));
  });
});

describe("phone numbers", () => {
  it("are written as their country writes them", () => {
    expect(tellNumber("+380501112233")).toBe("+380 50 111 22 33");
    expect(tellNumber("+79161234567")).toBe("+7 916 123-45-67");
    expect(tellNumber("+8613812345678")).toBe("+86 138 1234 5678");
  });
  it("keep their mask and survive the unknown", () => {
    expect(tellNumber("+38050•••••33")).toBe("+380 50 ••• •• 33");
    expect(tellNumber("agent1")).toBe("agent1");
    expect(tellNumber("+35312345")).toBe("+35 312 345");
  });
});
