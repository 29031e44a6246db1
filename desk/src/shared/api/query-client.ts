// Server state is cached by TanStack Query; the live socket tells when a part of it is stale.
import { QueryClient } from "@tanstack/react-query";

import { ApiError } from "./client";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
    // A key pressed without a network fails now: held back and sent later it would act on another moment of the call.
    mutations: { networkMode: "always" },
  },
});
