import { expect, it, vi } from "vitest";

import { noteKey } from "@/shared/lib/kept-notes";

import { leaveIfOver } from "./live-stream";

const me = (status: number, person_id = "p1") =>
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify({ person_id }), { status })));

it("leaves with nothing of a buyer kept when the session is over or another person's, not when the server is in trouble", async () => {
  const leave = vi.fn();
  localStorage.setItem(noteKey("c1"), "words");
  for (const [status, person] of [[200, "p1"], [503, "p1"]] as const) {
    me(status, person);
    await leaveIfOver("p1", leave);
  }
  expect(leave).not.toHaveBeenCalled();
  expect(localStorage.getItem(noteKey("c1"))).toBe("words");
  me(401);
  await leaveIfOver("p1", leave);
  expect(leave).toHaveBeenCalledTimes(1);
  expect(localStorage.getItem(noteKey("c1"))).toBeNull();
  me(200, "p2");
  await leaveIfOver("p1", leave);
  expect(leave).toHaveBeenCalledTimes(2);
});
