import { MantineProvider } from "@mantine/core";
import { setupI18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";

import type { Me, Store, StoreWords } from "@/shared/api/types";
import { MeProvider } from "@/shared/lib/session";
import { messages } from "@/locales/en.po";

import { StoreToldAs } from "./store-told-as";

const asked: string[] = [];
let words: StoreWords = {
  items: [{ what: "confirm", code: "", name: "", wanted: false }, { what: "cancel", code: "", name: "", wanted: true }],
  choices: [],
};

function show() {
  vi.stubGlobal("fetch", vi.fn((url: string, init?: RequestInit) => {
    if (init?.method === "POST") {
      asked.push(url + " " + String(init.body));
      const chosen = { what: "cancel", code: "6", name: "Canceled", wanted: true } as const;
      words = url.endsWith("/read") ? { ...words, choices: [{ code: "6", name: "Canceled" }], read_at: 1 } : { ...words, items: [words.items[0]!, chosen] };
    }
    return Promise.resolve(new Response(JSON.stringify(words), { headers: { "content-type": "application/json" } }));
  }));
  render(
    <MantineProvider env="test">
      <I18nProvider i18n={setupI18n({ locale: "en", messages: { en: messages } })}>
        <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
          <MeProvider me={{ permissions: ["stores.edit"], shops: [] } as unknown as Me}><StoreToldAs store={{ id: "5" } as Store} /></MeProvider>
        </QueryClientProvider>
      </I18nProvider>
    </MantineProvider>,
  );
}

afterEach(() => vi.unstubAllGlobals());

it("reads the shop's statuses once and tells which of them says that an order was called off", async () => {
  show();
  const off = await screen.findByRole("combobox", { name: "Called off" });
  expect(off.getAttribute("placeholder")).toBe("The shop is not told");
  expect(screen.getByRole("combobox", { name: "Confirmed at the desk" }).getAttribute("placeholder")).toBe("As a remark, its status stays");
  expect((off as HTMLInputElement).disabled).toBe(true);
  fireEvent.click(screen.getByRole("button", { name: "Read the shop's statuses" }));
  await screen.findByRole("button", { name: "Read the shop's statuses anew" });
  fireEvent.click(off);
  fireEvent.click((await screen.findAllByText("Canceled (6)")).at(-1)!);
  await waitFor(() => expect(asked.at(-1)).toContain("/api/v1/stores/5/told-as "));
  expect(asked.at(-1)).toContain('"code":"6"');
});
