import { setupI18n } from "@lingui/core";
import { expect, it } from "vitest";

import { ApiError } from "@/shared/api/client";

import { tellProblem } from "./problems";

it("names the rule and the one in its way", () => {
  const error = new ApiError("recordings.rule_unreached", 400, "", "rules", [["rule", "4"], ["above", "2"]]);
  const told = tellProblem(setupI18n({ locale: "en", messages: { en: {} } }), error);
  expect(told).toContain("Rule 4");
  expect(told).toContain("rule 2");
});
