import { queryOptions } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { DemoState } from "@/shared/api/types";

export const demoQuery = queryOptions({ queryKey: ["demo"], queryFn: () => get<DemoState>("/api/v1/demo") });
export const callMe = (scenario: string) => post<void>("/api/v1/demo/calls", { scenario });
export const setBusyHour = (on: boolean) => post<void>("/api/v1/demo/busy-hour", { on });
export const pullThePlug = () => post<void>("/api/v1/demo/pull-the-plug");
