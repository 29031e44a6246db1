import { queryOptions } from "@tanstack/react-query";

import { call, get, patch, post } from "@/shared/api/client";
import type { Me, SessionRow } from "@/shared/api/types";

export interface Look {
  language?: string;
  theme?: string;
  density?: string;
  single_keys?: boolean;
}

export const changeMe = (part: Look) => patch<Me>("/api/v1/me", part);

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: () => get<{ items: SessionRow[] }>("/api/v1/me/sessions"),
});
export const endSession = (id: string) => call<void>("DELETE", `/api/v1/me/sessions/${id}`);

export const beginTotp = () => post<{ secret: string; uri: string }>("/api/v1/me/totp");
export const confirmTotp = (code: string) => post<void>("/api/v1/me/totp/confirm", { code });
export const endTotp = (password: string) => call<void>("DELETE", "/api/v1/me/totp", { body: { password } });
