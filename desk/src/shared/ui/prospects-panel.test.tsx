import { setupI18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";

import type { Prospects } from "@/shared/api/types";
import { messages } from "@/locales/en.po";

import { ProspectsPanel } from "./prospects-panel";

const stands: Prospects = {
  contact_id: "c9", queue_id: "q1", rings: false, position: 3, ahead_total: 53, estimate_ms: 180_000,
  why: { code: "everyone_busy", params: [["of", "2"]] },
  ahead: [
    { contact_id: "c7", position: 1, caller: "+380 50 ••• •• 33", waited_ms: 42_000, reason: { code: "sent_to_head", params: [] } },
    { contact_id: "c8", position: 2, caller: "", waited_ms: 30_000, reason: { code: "waited_longer", params: [["by_ms", "12000"]] } },
  ],
  agents: [
    { person_id: "p1", name: "Oksana", state: "wrap_up", order: 1, reason: { code: "wrapping", params: [] } },
    { person_id: "p3", name: "Marta", state: "signed_out", order: 0, reason: { code: "not_signed_in", params: [] } },
    { person_id: "p2", name: "Taras", state: "paused", order: 0, reason: { code: "paused", params: [["reason", "emergency"]] } },
  ],
};

function show(answer: () => Response) {
  vi.stubGlobal("fetch", vi.fn(() => Promise.resolve(answer())));
  const i18n = setupI18n({ locale: "en", messages: { en: messages } });
  render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}><ProspectsPanel contactId="c9" /></QueryClientProvider>
    </I18nProvider>,
  );
}

afterEach(() => vi.unstubAllGlobals());

describe("a contact in the line", () => {
  it("says why it waits, who is before it, who comes next and who does not", async () => {
    show(() => new Response(JSON.stringify(stands)));
    await screen.findByText(/Of 2 operators signed in, all who could answer are busy/);
    screen.getByText("Probably 3 min more.");
    const before = within(screen.getByRole("list", { name: "Who is before it, and why" }));
    before.getByText("sent to the head of the line");
    before.getByText("number withheld");
    before.getByText("came 12 sec earlier");
    screen.getByText("and 51 more");
    within(screen.getByRole("list", { name: "Who comes next, and why" })).getByText("in wrap-up, free by itself soon");
    const others = within(screen.getByRole("list", { name: "Who does not, and why" })).getAllByRole("listitem").map((item) => item.textContent);
    expect(others).toEqual(["Tarason a pause: Emergency", "Martanot signed in"]); // who is here stands first
  });

  it("says so when it waits no longer", async () => {
    show(() => new Response(JSON.stringify({ code: "calls.contact", detail: "there is no such contact here" }), { status: 404 }));
    await screen.findByText("It waits no longer. This is how it stood last.");
  });
});
