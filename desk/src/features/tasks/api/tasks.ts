import { queryOptions } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { Task } from "@/shared/api/types";

export const tasksQuery = queryOptions({
  queryKey: ["tasks"],
  queryFn: ({ signal }) => get<{ items: Task[] }>("/api/v1/tasks", undefined, signal),
});

export const finishTask = (contactId: string, note: string) => post<void>(`/api/v1/tasks/${contactId}/done`, { text: note });
