// Since when this operator has the contact. One that came back to the line was answered before, by somebody else:
// then her own offer is the later of the two.
import type { ContactCard } from "@/shared/api/types";

export function talkSince({ answered_at, offered_at, entered_at }: ContactCard): number {
  if (answered_at === undefined) return entered_at;
  return Math.max(answered_at, offered_at ?? 0);
}
