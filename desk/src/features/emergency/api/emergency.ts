import { queryOptions } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { AlertFeed, AlertFeedIn, Department, Emergency, EmergencyIn, Person, Reach } from "@/shared/api/types";

/** The running ones, then the last that are over. The live event makes it stale. */
export const emergenciesQuery = queryOptions({
  queryKey: ["emergencies"],
  queryFn: ({ signal }) => get<{ items: Emergency[] }>("/api/v1/emergencies", undefined, signal),
});

/** Whom it would stop; nothing happens. */
export const reachQuery = (asked: Omit<EmergencyIn, "note">) =>
  queryOptions({
    queryKey: ["emergency-reach", asked],
    queryFn: ({ signal }) => post<Reach>("/api/v1/emergencies/reach", { ...asked, note: "" }, { signal }),
    staleTime: 5_000,
    retry: false,
  });

export const declare = (emergency: EmergencyIn) => post<Emergency>("/api/v1/emergencies", emergency);
export const allClear = (id: string, stagger_ms: number) => post<Emergency>(`/api/v1/emergencies/${id}/end`, { stagger_ms });

export const feedsQuery = queryOptions({
  queryKey: ["alert-feeds"],
  queryFn: () => get<{ items: AlertFeed[] }>("/api/v1/alert-feeds"),
  refetchInterval: 15_000, // a feed speaks from outside, and no event tells of its repeating itself
});
/** The answer alone holds the address. */
export const makeFeed = (feed: AlertFeedIn) => post<AlertFeed>("/api/v1/alert-feeds", feed);
export const removeFeed = (id: string) => post<void>(`/api/v1/alert-feeds/${id}/remove`);

export const peopleQuery = queryOptions({ queryKey: ["people", ""], queryFn: () => get<{ items: Person[] }>("/api/v1/people") });
export const departmentsQuery = queryOptions({
  queryKey: ["departments"],
  queryFn: () => get<{ items: Department[] }>("/api/v1/departments"),
});
