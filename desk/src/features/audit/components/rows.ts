// What a row of the audit is about and its small print, as far as ids and codes can tell. Pure.
import type { AuditRow } from "@/shared/api/types";

export const kindOf = (row: AuditRow) => row.what.split(".")[0] ?? "";

const aboutPeople: ReadonlySet<string> = new Set(["person", "password", "totp", "phone", "absence"]);

/** The name of the thing when the desk knows it: people and shops have names, buyers stay ids. */
export function subjectName(row: AuditRow, people: ReadonlyMap<string, string>, shops: ReadonlyMap<string, string>): string | undefined {
  if (aboutPeople.has(kindOf(row)) || row.what === "session.refused") return people.get(row.subject);
  return kindOf(row) === "shop" ? shops.get(row.subject) : undefined;
}

/** "name, phone" of {"fields":["name","phone"]}: the codes, nothing else is kept. */
export function smallPrint(detail: string): string {
  try {
    const read: unknown = JSON.parse(detail);
    if (read === null || typeof read !== "object") return "";
    return Object.entries(read).map(([, value]) => (Array.isArray(value) ? value.join(", ") : String(value))).join(" · ");
  } catch {
    return detail;
  }
}

/** Half-open days in the reader's own clock: "to" is the whole of that day. */
export function dayBounds(from: string, to: string): { from?: number; to?: number } {
  const start = (day: string, later: number) => {
    const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
    return match ? new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]) + later).getTime() : undefined;
  };
  return { from: start(from, 0), to: start(to, 1) };
}
