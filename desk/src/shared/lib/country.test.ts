import { expect, it } from "vitest";

import { countryName } from "./country";

it("says the country in the reader's language, and leaves alone what is none", () => {
  expect(countryName("uk", "UA")).toBe("Україна");
  expect(countryName("en", "CN")).toBe("China");
  expect(countryName("en", "X")).toBe("X");
  expect(countryName("en", "")).toBe("");
});
