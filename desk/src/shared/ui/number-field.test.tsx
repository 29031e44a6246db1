import { MantineProvider } from "@mantine/core";
import { setupI18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { isPart, NumberField } from "./number-field";

const whole = { decimal: false, negative: false, suffix: "" };

it("takes what may stand in a number and nothing else", () => {
  for (const text of ["1", "80", "1 000", " 7 "]) expect(isPart(text, whole), text).toBe(true);
  for (const text of ["e", "abc", "1e9", "-", "1.5", "1,5", "٣"]) expect(isPart(text, whole), text).toBe(false);
  expect(isPart("1,5 с", { decimal: true, negative: false, suffix: " с" })).toBe(true);
  expect(isPart("-2", { decimal: false, negative: true, suffix: "" })).toBe(true);
  expect(isPart("1,000.5", { decimal: true, negative: false, suffix: "" })).toBe(false);
});

it("refuses a letter, says so, and keeps the number that stood", () => {
  const change = vi.fn();
  render(
    <MantineProvider env="test"><I18nProvider i18n={setupI18n({ locale: "en", messages: { en: {} } })}>
      <NumberField aria-label="level" value={80} min={0} allowDecimal={false} onChange={change} />
    </I18nProvider></MantineProvider>,
  );
  const field = screen.getByLabelText<HTMLInputElement>("level");
  const typed = (data: string) => new InputEvent("beforeinput", { data, bubbles: true, cancelable: true });
  let taken = true;
  act(() => { taken = field.dispatchEvent(typed("e")); });
  expect(taken).toBe(false);
  expect(screen.getByRole("alert")).toBeTruthy();
  expect(field.value).toBe("80");
  expect(change).not.toHaveBeenCalled();
  fireEvent.blur(field);
  expect(screen.queryByRole("alert")).toBeNull();
  expect(field.dispatchEvent(typed("9"))).toBe(true);
});
