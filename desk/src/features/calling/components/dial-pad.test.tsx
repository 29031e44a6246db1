import { MantineProvider } from "@mantine/core";
import { setupI18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { ActionsProvider } from "@/shared/lib/actions";
import { contactCard } from "@/shared/lib/test-data";
import { dispatchLive } from "@/shared/live/store";

import { DialByKey } from "./dial-pad";

vi.mock("@/shared/lib/session", () => ({ useCan: () => true }));
vi.mock("./use-dial", () => ({ useDial: () => ({ asked: "", error: null, busy: false, start: vi.fn(), reset: vi.fn() }) }));

const field = () => screen.queryByLabelText<HTMLInputElement>("Number");
const open = () => fireEvent.keyDown(document.body, { key: "L", code: "KeyL", ctrlKey: true, shiftKey: true });

it("goes when a call rings, stays away while it does, and has kept the number", () => {
  render(
    <MantineProvider env="test"><I18nProvider i18n={setupI18n({ locale: "en", messages: { en: {} } })}>
      <QueryClientProvider client={new QueryClient()}><ActionsProvider singleKeys><DialByKey /></ActionsProvider></QueryClientProvider>
    </I18nProvider></MantineProvider>,
  );
  open();
  fireEvent.change(field()!, { target: { value: "050 12" } });
  act(() => dispatchLive({ kind: "current", contact: contactCard({ state: "offered" }) }));
  expect(field()).toBeNull();
  open();
  expect(field()).toBeNull();
  act(() => dispatchLive({ kind: "current", contact: null }));
  open();
  expect(field()?.value).toBe("050 12");
});
