import { post } from "@/shared/api/client";
import type { Me } from "@/shared/api/types";

export interface Credentials {
  login: string;
  password: string;
  totp?: string;
}

/** Errors: staff.wrong_credentials, staff.totp_required, staff.throttled. */
export const signIn = (credentials: Credentials) => post<Me>("/api/v1/session", credentials);
