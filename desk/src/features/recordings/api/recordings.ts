import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { LineSide, Page, Peaks, Person, Recording, RecordingMark } from "@/shared/api/types";

/** What narrows the list; empty fields do not. Days are local dates, both included. */
export interface Filters {
  q: string;
  order: string;
  agent: string;
  queue: string;
  disposition: string;
  from: string;
  to: string;
  least_min: string;
  silence_from: string;
}
export const noFilters: Filters = { q: "", order: "", agent: "", queue: "", disposition: "", from: "", to: "", least_min: "", silence_from: "" };

const dayStart = (day: string, later = 0) => {
  if (!day) return undefined;
  const at = new Date(`${day}T00:00:00`);
  at.setDate(at.getDate() + later);
  return Number.isNaN(at.getTime()) ? undefined : at.getTime();
};

export const recordingsQuery = (f: Filters) =>
  infiniteQueryOptions({
    queryKey: ["recordings", f],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Recording>>("/api/v1/recordings", {
        q: f.q || undefined, order: f.order || undefined, agent: f.agent || undefined, queue: f.queue || undefined,
        disposition: f.disposition || undefined, from: dayStart(f.from), to: dayStart(f.to, 1),
        least_s: f.least_min ? Number(f.least_min) * 60 : undefined, silence_from: f.silence_from || undefined,
        cursor: pageParam || undefined, limit: 60,
      }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
  });

/** Loudness of both channels, 0..1 or -1..1 per point; the buyer is left, the operator right. */
export const peaksQuery = (id: string) =>
  queryOptions({
    queryKey: ["peaks", id],
    queryFn: () => get<Peaks>(`/api/v1/recordings/${id}/peaks`, { points: 800 }),
    staleTime: 60_000,
  });

export const marksQuery = (id: string) =>
  queryOptions({
    queryKey: ["marks", id],
    queryFn: ({ signal }) => get<{ items: RecordingMark[] }>(`/api/v1/recordings/${id}/marks`, undefined, signal),
    staleTime: 60_000,
  });

export const audioPath = (id: string) => `/api/v1/recordings/${id}/audio`;
export const downloadPath = (id: string) => `/api/v1/recordings/${id}/download`;
export const holdRecording = (id: string, on: boolean, reason: string) => post<void>(`/api/v1/recordings/${id}/hold`, { on, reason });
export const eraseRecording = (id: string, reason: string) => post<void>(`/api/v1/recordings/${id}/erase`, { reason });

/** How the line sounded, side by side; empty for talks before it was measured. */
export const lineQuery = (contactId: string) =>
  queryOptions({
    queryKey: ["line", contactId],
    queryFn: ({ signal }) => get<{ sides: LineSide[] }>(`/api/v1/contacts/${contactId}/line`, undefined, signal),
  });

export const peopleQuery = queryOptions({
  queryKey: ["people", ""],
  queryFn: () => get<{ items: Person[] }>("/api/v1/people", { q: "" }),
});
