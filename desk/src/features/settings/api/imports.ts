import { queryOptions } from "@tanstack/react-query";

import { call, get, post } from "@/shared/api/client";
import type { Import } from "@/shared/api/types";

/** Sends the file as it is: the server finds charset and separator. */
export const uploadCsv = (shop_id: string, file: File) =>
  call<Import>("POST", "/api/v1/imports", { query: { shop_id, file_name: file.name }, raw: file });

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ["import", id],
    queryFn: () => get<Import>(`/api/v1/imports/${id}`),
    refetchInterval: (query) => (query.state.data?.state === "running" ? 700 : false),
  });

export const startImport = (id: string, map: Record<string, string>, save_as?: string) =>
  post<Import>(`/api/v1/imports/${id}/start`, { map, save_as });
export const cancelImport = (id: string) => post<Import>(`/api/v1/imports/${id}/cancel`);
