import { queryOptions } from "@tanstack/react-query";

import { call, get, post } from "@/shared/api/client";
import type { QueueSettings, TestResult, Trunk, TrunkSettings } from "@/shared/api/types";

export const trunksQuery = queryOptions({
  queryKey: ["trunks"],
  queryFn: ({ signal }) => get<{ items: Trunk[] }>("/api/v1/trunks", undefined, signal),
  refetchInterval: 15_000,
});

export const queuesQuery = queryOptions({
  queryKey: ["queues"],
  queryFn: ({ signal }) => get<{ items: QueueSettings[] }>("/api/v1/queues", undefined, signal),
});

/** The secret is written only; none given keeps the stored one. */
export const saveTrunk = (trunk: Trunk | undefined, settings: TrunkSettings, secret: string | undefined) =>
  trunk
    ? call<Trunk>("PUT", `/api/v1/trunks/${trunk.id}`, { body: { settings, secret }, version: trunk.version })
    : post<Trunk>("/api/v1/trunks", { settings, secret });
export const removeTrunk = (id: string) => post<void>(`/api/v1/trunks/${id}/remove`);
export const testTrunk = (id: string, number: string) => post<TestResult>(`/api/v1/trunks/${id}/test`, { number: number || undefined });

export const freshTrunk: TrunkSettings = {
  name: "", enabled: true, host: "", port: 5060, transport: "udp", check_certificate: true, security: "none", codecs: [], inband_digits: false, user: "", registers: false, addresses: [], numbers: [], prefixes: [],
  priority: 10, caller_id: "", caller_ids: [], caller_id_in: "from", plus: true, prepend: "", national_code: "", national_prefix: "", max_calls: 30, max_per_day: 1000, countries: [],
};
