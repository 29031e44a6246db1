import { beforeEach, expect, it, vi } from "vitest";

import { dispatchLive } from "@/shared/live/store";

import { leave } from "./leave";
import { contactCard } from "./test-data";

const phone = { disconnect: vi.fn() };
let asked: string[];

function answers(presence: number[]): void {
  vi.stubGlobal("fetch", (path: string, { method }: RequestInit) => {
    asked.push(`${method} ${path}`);
    const status = path.endsWith("/presence") ? presence.shift()! : 200;
    return Promise.resolve(new Response(status === 409 ? '{"code":"calls.in_contact"}' : "{}", { status }));
  });
}

beforeEach(() => {
  asked = [];
  phone.disconnect.mockClear();
  dispatchLive({ kind: "signed_out" });
});

it("neither drops the phone nor ends the session of somebody in a talk", async () => {
  dispatchLive({ kind: "current", contact: contactCard({ state: "talking" }) });
  answers([409]);
  await expect(leave(phone)).rejects.toMatchObject({ code: "calls.in_contact" });
  expect(phone.disconnect).not.toHaveBeenCalled();
  expect(asked).toEqual(["POST /api/v1/me/presence"]);
});

it("gives a call that only rings back to the line", async () => {
  dispatchLive({ kind: "current", contact: contactCard({ state: "offered" }) });
  answers([409, 200]);
  await leave(phone);
  expect(asked).toEqual(["POST /api/v1/me/presence", "POST /api/v1/contacts/c1/decline", "POST /api/v1/me/presence", "DELETE /api/v1/session"]);
  expect(phone.disconnect).toHaveBeenCalledOnce();
});

it("lets go who has no presence", async () => {
  answers([403]);
  await leave(phone);
  expect(asked.at(-1)).toBe("DELETE /api/v1/session");
});
