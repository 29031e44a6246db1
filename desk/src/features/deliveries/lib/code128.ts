// Code 128 (ISO/IEC 15417) of a waybill's number: pairs of digits in set C, the rest in set B. Pure.

/** Widths of bars and spaces, in turn, of the 107 symbols; the last one is the stop. */
const widths =
  "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112".split(" ");
const startB = 104, startC = 105, toB = 100, toC = 99, stop = 106;

/** The symbols' values, with start, check symbol and stop; undefined for what set B cannot say. */
export function symbols(text: string): number[] | undefined {
  if (!text || !/^[\x20-\x7e]+$/.test(text)) return undefined;
  const out: number[] = [];
  let set: "B" | "C" | undefined;
  for (let at = 0; at < text.length; ) {
    const run = /^\d*/.exec(text.slice(at))?.[0].length ?? 0;
    // Four digits or more pay for the change of sets; an odd one is left for set B.
    const pairs = run >= 4 || (set === "C" && run >= 2);
    if (pairs && !(set !== "C" && run % 2 === 1 && at > 0)) {
      if (set !== "C") out.push(set ? toC : startC);
      set = "C";
      out.push(Number(text.slice(at, at + 2)));
      at += 2;
    } else {
      if (set !== "B") out.push(set ? toB : startB);
      set = "B";
      out.push(text.charCodeAt(at) - 32);
      at += 1;
    }
  }
  const check = out.reduce((sum, value, at) => sum + value * Math.max(at, 1), 0) % 103;
  return [...out, check, stop];
}

/** Bars as [from, width] in modules, and the whole width without the quiet zones. */
export function bars(text: string): { bars: [number, number][]; width: number } | undefined {
  const values = symbols(text);
  if (!values) return undefined;
  const out: [number, number][] = [];
  let at = 0;
  for (const value of values)
    [...(widths[value] ?? "")].forEach((digit, index) => {
      if (index % 2 === 0) out.push([at, Number(digit)]);
      at += Number(digit);
    });
  return { bars: out, width: at };
}
