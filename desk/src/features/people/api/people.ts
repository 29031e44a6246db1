import { queryOptions } from "@tanstack/react-query";

import { get, patch, post } from "@/shared/api/client";
import type { Department, NewPerson, Person, Role } from "@/shared/api/types";

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

/** The password is shown once and never again. */
export const createPerson = (person: NewPerson) => post<{ person: Person; password: string }>("/api/v1/people", person);
export const changePerson = (id: string, part: Partial<NewPerson> & { active?: boolean }, version: number) =>
  patch<Person>(`/api/v1/people/${id}`, part, version);
