import { MantineProvider } from "@mantine/core";
import { setupI18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { Me, Order } from "@/shared/api/types";
import { ActionsProvider } from "@/shared/lib/actions";
import { MeProvider } from "@/shared/lib/session";
import { order } from "@/shared/lib/test-data";

import { orderQuery } from "../api/orders";
import { ConfirmCard } from "./confirm-card";

const me = { person_id: "p1", permissions: ["orders.edit", "orders.confirm"], shops: [{ id: "s1", tz: "Europe/Kyiv" }] } as unknown as Me;
const theirs: Partial<Order> = {
  version: 2, recipient: "Iryna Bondar", checks: [{ field: "recipient", state: "changed", value: "Iryna Bondar", by_name: "Bohdan" }],
};
let stored: Order, sent: { version: string; value: string }[], cache: QueryClient;

const answer = (status: number, body: unknown) => Promise.resolve(new Response(JSON.stringify(body), { status }));

/** A server that compares and sets, and knows one order. */
function server(path: string, options: RequestInit): Promise<Response> {
  if (!path.endsWith("/checks")) return /orders\/o1(\?|$)/.test(path) ? answer(200, stored) : answer(404, { code: "http.not_found" });
  const { value } = JSON.parse(String(options.body)) as { value: string };
  const version = (options.headers as Record<string, string>)["if-match"] ?? "";
  sent.push({ version, value });
  if (version !== `"${stored.version}"`) return answer(409, { code: "orders.version_conflict" });
  if (value.length > 1000) return answer(400, { code: "orders.too_long" });
  stored = order({ version: stored.version + 1, recipient: value, checks: [{ field: "recipient", state: "changed", value }] });
  return answer(200, stored);
}

beforeEach(() => {
  [stored, sent, cache] = [order({ version: 1 }), [], new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })];
  vi.stubGlobal("fetch", server);
  cache.setQueryData(orderQuery("o1").queryKey, stored);
  const i18n = setupI18n({ locale: "en", messages: { en: {} } });
  render(
    <MantineProvider env="test"><I18nProvider i18n={i18n}><QueryClientProvider client={cache}><MeProvider me={me}><ActionsProvider singleKeys>
      <ConfirmCard orderId="o1" />
    </ActionsProvider></MeProvider></QueryClientProvider></I18nProvider></MantineProvider>,
  );
  fireEvent.keyDown(screen.getByRole("group", { name: /^Recipient/ }), { code: "KeyE" });
});
afterEach(() => vi.unstubAllGlobals());

const field = () => screen.getByRole<HTMLInputElement>("textbox", { name: "Recipient" });
const type = (value: string) => {
  fireEvent.change(field(), { target: { value } });
  fireEvent.submit(field());
};

it("does not write over what somebody else changed under the open editor, and tells both", async () => {
  stored = order(theirs);
  act(() => cache.setQueryData(orderQuery("o1").queryKey, stored));
  type("Petro Koval");
  const told = await screen.findByText(/Bohdan changed this/);
  expect(told.textContent).toContain("“Oksana Koval” became “Iryna Bondar”");
  expect([field().value, stored.recipient]).toEqual(["Petro Koval", "Iryna Bondar"]);
  fireEvent.submit(field());
  await waitFor(() => expect(stored.recipient).toBe("Petro Koval"));
  expect(sent.map(({ version }) => version)).toEqual(['"1"', '"2"']);
});

it("keeps a refused text in its editor, with the reason in words", async () => {
  type("x".repeat(1200));
  await screen.findByText(/At most 1,000 characters/);
  expect(field().value).toHaveLength(1200);
  type("Petro Koval");
  await waitFor(() => expect(screen.queryByRole("textbox")).toBeNull());
});

it("shows a request that waits, and takes it back", async () => {
  const request = { id: "a1", order_id: "o1", state: "open", superior_name: "Marta", answer_name: "", asked_by: "p1", asked_at: 0, decide_by: Date.now() + 60_000, currency: "UAH", over: [], words: [], version: 3 };
  act(() => cache.setQueryData(["approvals"], { mine: 0, items: [request] }));
  await screen.findByText(/Asked Marta/);
  const ended = vi.fn((path: string, options: RequestInit) =>
    path.endsWith("/withdraw") ? answer(200, { ...request, state: "withdrawn" }) : path.endsWith("/approvals") ? answer(200, { mine: 0, items: [] }) : server(path, options));
  vi.stubGlobal("fetch", ended);
  fireEvent.click(screen.getByText("Withdraw"));
  await waitFor(() => expect(ended).toHaveBeenCalledWith("/api/v1/approvals/a1/withdraw", expect.anything()));
});
