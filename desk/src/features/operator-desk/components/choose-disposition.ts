// Which dispositions are offered, in which order, and what a key means among them. Pure.
import type { ContactCard, Disposition } from "@/shared/api/types";

export const allDispositions: Disposition[] = [
  "confirmed", "changed", "postponed", "refused", "complaint", "third_party", "wrong_number", "language", "dropped",
  "voicemail", "no_answer", "busy", "unreachable", "do_not_call", "technical",
];

/** A call out that became no talk says itself how it ended. */
const byOutcome: Record<string, Disposition | undefined> = {
  busy: "busy",
  no_answer: "no_answer",
  refused: "no_answer",
  wrong_number: "wrong_number",
  unreachable: "unreachable",
};

/** The likely one first, so that Enter is often enough. */
export function suggested(contact: ContactCard): Disposition | undefined {
  const missed = byOutcome[contact.dial?.outcome ?? ""];
  if (missed) return missed;
  const touched = contact.orders.filter((order) => order.checks.some((check) => check.contact_id === contact.contact_id));
  const settled = touched.filter((order) => order.desk_state === "confirmed");
  if (settled.length > 0) {
    const changed = settled.some((order) => order.checks.some((check) => check.state === "changed" && check.contact_id === contact.contact_id));
    return changed ? "changed" : "confirmed";
  }
  if (touched.some((order) => order.desk_state === "hold")) return "postponed";
  if (touched.some((order) => order.desk_state === "cancelled")) return "refused";
  return undefined;
}

export function filtered(words: Record<Disposition, string>, text: string): Disposition[] {
  const wanted = text.trim().toLocaleLowerCase();
  return allDispositions.filter((code) => words[code].toLocaleLowerCase().includes(wanted));
}

/** The digit chooses among what is shown: 1 to 9. */
export function byDigit(shown: Disposition[], key: string): Disposition | undefined {
  return /^[1-9]$/.test(key) ? shown[Number(key) - 1] : undefined;
}
