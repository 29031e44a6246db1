// What of a found message is shown: the line around the first word that fits, its words marked. Pure.

export interface Piece {
  text: string;
  hit: boolean;
}

const around = 40;
const most = 160;
/** Words of letters and digits; Han stands as a whole run. */
const wordsOf = (query: string) => query.normalize("NFC").match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];

/** Whether the server can look for it at all. */
export const searchable = (query: string): boolean => wordsOf(query).some((word) => [...word].length > 1 || /\p{Script=Han}/u.test(word));

/** A word fits where it begins one, as the server has it; Han anywhere. */
export function excerpt(text: string, query: string): Piece[] {
  const line = text.normalize("NFC").replace(/\s+/g, " ").trim();
  const words = wordsOf(query).sort((a, b) => b.length - a.length).map((word) => (/\p{Script=Han}/u.test(word) ? word : `(?<![\\p{L}\\p{N}])${word}`));
  if (words.length === 0) return [{ text: line.slice(0, most), hit: false }];
  const hits = [...line.matchAll(new RegExp(words.join("|"), "giu"))];
  const first = hits[0]?.index ?? 0;
  const from = first <= around ? 0 : line.lastIndexOf(" ", first - around) + 1 || first - around;
  const end = Math.min(line.length, from + most);
  const pieces: Piece[] = [];
  let at = from;
  for (const hit of hits) {
    const stop = hit.index + hit[0].length;
    if (hit.index < at || stop > end) continue;
    if (hit.index > at) pieces.push({ text: line.slice(at, hit.index), hit: false });
    pieces.push({ text: hit[0], hit: true });
    at = stop;
  }
  if (at < end) pieces.push({ text: line.slice(at, end), hit: false });
  if (from > 0 && pieces[0]) pieces.unshift({ text: "…", hit: false });
  if (end < line.length) pieces.push({ text: "…", hit: false });
  return pieces;
}
