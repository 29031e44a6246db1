import { queryOptions } from "@tanstack/react-query";

import { get, patch, post } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";

export type ChannelAccount = components["schemas"]["ChannelAccount"];
export type NewChannelAccount = components["schemas"]["NewChannelAccount"];
export type ChannelAccountPatch = components["schemas"]["ChannelAccountPatch"];
export type ChannelKind = ChannelAccount["kind"];

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
