// A promised time in the buyer's words.
import type { Language } from "./state";

/** In his own zone, as his clock shows it: "Tuesday, November 24, 15:00–15:30". */
export function spanOf(from: number, to: number, language: Language): string {
  const day = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" }).format(from);
  return `${day}, ${clockOf(from, language)}–${clockOf(to, language)}`;
}
export const clockOf = (at: number, language: Language) => new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
