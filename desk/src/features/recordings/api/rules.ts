import { queryOptions } from "@tanstack/react-query";

import { call, get, post } from "@/shared/api/client";
import type { Department, KeepPreview, QueueSettings, RecordingSettings, RecordingSettingsView, RecordingState } from "@/shared/api/types";

export const rulesQuery = queryOptions({
  queryKey: ["recording-settings"],
  queryFn: ({ signal }) => get<RecordingSettingsView>("/api/v1/recording-settings", undefined, signal),
});
export const saveRules = (settings: RecordingSettings, version: number) =>
  call<RecordingSettingsView>("PUT", "/api/v1/recording-settings", { body: settings, version });

export const queuesQuery = queryOptions({
  queryKey: ["queues"],
  queryFn: ({ signal }) => get<{ items: QueueSettings[] }>("/api/v1/queues", undefined, signal),
});
export const departmentsQuery = queryOptions({
  queryKey: ["departments"],
  queryFn: () => get<{ items: Department[] }>("/api/v1/departments"),
});
export const previewRules = (settings: RecordingSettings) => post<KeepPreview>("/api/v1/recording-settings/preview", settings);
export const stateQuery = queryOptions({
  queryKey: ["recording-state"],
  queryFn: ({ signal }) => get<RecordingState>("/api/v1/recording-state", undefined, signal),
  refetchInterval: 30_000,
});
