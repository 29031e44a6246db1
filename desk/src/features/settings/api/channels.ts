import { queryOptions } from "@tanstack/react-query";

import { call, get, patch, post } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";

export type ChannelAccount = components["schemas"]["ChannelAccount"];
export type NewChannelAccount = components["schemas"]["NewChannelAccount"];
export type ChannelAccountPatch = components["schemas"]["ChannelAccountPatch"];
export type ChannelKind = ChannelAccount["kind"];

/** Those that a channel's conversations may wait in. */
export const channelQueuesQuery = queryOptions({ queryKey: ["queues"], queryFn: ({ signal }) => get<{ items: { id: string; name: string; shop_id: string }[] }>("/api/v1/queues", undefined, signal) });

const path = "/api/v1/channel-accounts";
export const channelsKey = ["channel-accounts"];
export const channelsQuery = queryOptions({
  queryKey: channelsKey,
  queryFn: ({ signal }) => get<{ items: ChannelAccount[] }>(path, undefined, signal),
  refetchInterval: 15_000,
});
export const addChannel = (one: NewChannelAccount) => post<ChannelAccount>(path, one);
export const changeChannel = (one: ChannelAccount, part: Partial<ChannelAccountPatch>) => patch<ChannelAccount>(`${path}/${one.id}`, part, one.version);
export const checkChannel = (id: string) => post<ChannelAccount>(`${path}/${id}/check`);
/** Its credentials go; what was said by it stays. */
export const removeChannel = (one: ChannelAccount) => call<unknown>("DELETE", `${path}/${one.id}`, { version: one.version });
