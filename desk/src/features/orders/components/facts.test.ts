import { setupI18n } from "@lingui/core";
import { describe, expect, it } from "vitest";

import type { CheckField } from "@/shared/api/types";
import { order } from "@/shared/lib/test-data";

import { doneCount, fact, isDone, nextOpen, scriptStep } from "./facts";

const i18n = setupI18n({ locale: "en", messages: { en: {} } });
const done = (...fields: CheckField[]) => fields.map((field) => ({ field, state: "confirmed" as const, value: "" }));

describe("seven facts", () => {
  it("are read out from the order itself", () => {
    const now = Date.UTC(2026, 10, 20, 8);
    const some = order({ delivery_from: Date.UTC(2026, 10, 20, 16), delivery_to: Date.UTC(2026, 10, 20, 20) });
    expect(fact(i18n, some, "delivery_time", now, "Europe/Kyiv")).toBe("18–22");
    expect(fact(i18n, some, "quantity", now)).toBe("X2 × 1");
    expect(fact(i18n, some, "phone", now)).toBe("+380 50 111 22 33");
    expect(fact(i18n, order({}), "delivery_time", now)).toBe("");
  });

  it("lead from one open fact to the next and round", () => {
    const some = order({ checks: done("recipient", "address") });
    expect([doneCount(some), isDone(some, "phone")]).toEqual([2, false]);
    expect(nextOpen(some)).toBe("phone");
    expect(nextOpen(some, "phone")).toBe("product");
    expect(nextOpen(some, "delivery_time")).toBe("phone");
  });

  it("drive the script", () => {
    expect(scriptStep(undefined)).toBe("greet");
    expect(scriptStep(order({ checks: done("recipient") }))).toBe("verify");
    expect(scriptStep(order({ checks: done("recipient", "phone", "address") }))).toBe("offer");
    const six: CheckField[] = ["recipient", "phone", "address", "product", "quantity", "amount"];
    expect(scriptStep(order({ checks: done(...six) }))).toBe("slot");
    expect(scriptStep(order({ checks: done(...six, "delivery_time") }))).toBe("close");
  });
});
