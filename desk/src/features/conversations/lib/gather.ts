// Nothing moves under the hand: rows keep the order in which they were first shown, who is new is only counted.
import type { Conversation } from "@/shared/api/conversations";

/** `shown`: ids as they stand on the screen. Who left the list leaves the screen. */
export function gather(shown: readonly string[], items: readonly Conversation[]): { rows: Conversation[]; fresh: number } {
  const now = new Map(items.map((one) => [one.id, one]));
  const rows = shown.flatMap((id) => now.get(id) ?? []);
  return { rows, fresh: items.length - rows.length };
}
