import { onlineManager } from "@tanstack/react-query";
import { afterEach, expect, it, vi } from "vitest";

import { call } from "./client";
import { queryClient } from "./query-client";

afterEach(() => onlineManager.setOnline(true));

it("a command without a network fails at once and is never sent later", async () => {
  const fetch = vi.fn(() => Promise.reject(new TypeError("Failed to fetch")));
  vi.stubGlobal("fetch", fetch);
  onlineManager.setOnline(false);
  const options = queryClient.defaultMutationOptions({ mutationFn: () => call("POST", "/api/v1/contacts/c1/hold") });
  await expect(queryClient.getMutationCache().build(queryClient, options).execute(undefined)).rejects.toMatchObject({ code: "desk.offline" });
  onlineManager.setOnline(true);
  await queryClient.resumePausedMutations();
  expect(fetch).toHaveBeenCalledTimes(1);
});
