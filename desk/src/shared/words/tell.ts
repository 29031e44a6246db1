// Looks a code up in its words; an unknown code is shown as it came rather than hidden.
import type { I18n } from "@lingui/core";

import type { Words } from "./contact";

export function tell(i18n: I18n, words: Words, code: string): string {
  const found = words[code];
  return found ? i18n._(found) : code.replaceAll("_", " ");
}
