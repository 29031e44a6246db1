import { queryOptions } from "@tanstack/react-query";

import { call, get, patch, post } from "@/shared/api/client";
import type { Department, Monitoring, NewPerson, Person, Role, SecondPhone } from "@/shared/api/types";

export const peopleQuery = (q = "") =>
  queryOptions({ queryKey: ["people", q], queryFn: () => get<{ items: Person[] }>("/api/v1/people", { q }) });
export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: () => get<{ items: Role[] }>("/api/v1/roles"),
  staleTime: Infinity,
});
export const departmentsQuery = queryOptions({
  queryKey: ["departments"],
  queryFn: () => get<{ items: Department[] }>("/api/v1/departments"),
});

export const monitoringQuery = (id: string) =>
  queryOptions({ queryKey: ["monitoring", id], queryFn: () => get<Monitoring>(`/api/v1/people/${id}/monitoring`) });
/** Without a date: taken back. */
export const acknowledge = (id: string, acknowledged_at?: number) =>
  call<Monitoring>("PUT", `/api/v1/people/${id}/monitoring`, { body: { acknowledged_at } });

/** The password is shown once and never again. */
export const createPerson = (person: NewPerson) => post<{ person: Person; password: string }>("/api/v1/people", person);
export const changePerson = (id: string, part: Partial<NewPerson> & { active?: boolean; second_phone?: SecondPhone }, version: number) =>
  patch<Person>(`/api/v1/people/${id}`, part, version);
