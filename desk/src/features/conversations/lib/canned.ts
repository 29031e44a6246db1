// Which agreed answers fit what was typed after a slash. Pure.
import type { CannedAnswer } from "@/shared/api/canned";

const most = 8;

/** What stands after a slash at the start of the field, while it is one word. */
export function slashed(text: string): string | undefined {
  return /^\/(\S*)$/.exec(text)?.[1]?.toLowerCase();
}

/** The buyer's language first, then those whose key begins so, then the most used. */
export function fitting(all: readonly CannedAnswer[], typed: string, shop: string, language: string): CannedAnswer[] {
  const rank = (one: CannedAnswer) => (one.key.startsWith(typed) ? 0 : 2) + (one.language === language ? 0 : 1);
  return all
    .filter((one) => one.shop_id === shop && one.text !== "" && !one.retired && (one.key.includes(typed) || one.text.toLowerCase().includes(typed)))
    .sort((a, b) => rank(a) - rank(b) || b.used - a.used || a.key.localeCompare(b.key))
    .slice(0, most);
}
