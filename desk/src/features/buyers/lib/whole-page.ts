// A buyer's file as a page that he can read and print: one heading and one table for each part, no script, nothing from outside.
import type { Value, WholeBuyer } from "../api/whole";

export interface PageWords {
  title: string;
  made: string;
  /** Name of a part by its code. */
  part: (what: string) => string;
  yes: string;
  no: string;
  time: (at: number) => string;
}

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const safe = (text: string) => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

/** Times are milliseconds in columns that are called so; 0 is none. */
const isTime = (column: string) => /(^|_)(at|since|until|from|to)$/.test(column);

function cell(column: string, value: Value, words: PageWords): string {
  if (value === null || value === "") return "";
  if (typeof value === "boolean") return safe(value ? words.yes : words.no);
  if (typeof value === "number" && isTime(column) && value > 1e11) return safe(words.time(value));
  return safe(String(value));
}

function table({ columns, rows }: WholeBuyer["sections"][number], words: PageWords): string {
  const used = columns.map((_, index) => rows.some((row) => row[index] !== "" && row[index] !== null && row[index] !== 0));
  const kept = columns.flatMap((column, index) => (used[index] ? [{ column, index }] : []));
  const head = kept.map(({ column }) => `<th>${safe(column.replaceAll("_", " "))}</th>`).join("");
  const body = rows.map((row) => `<tr>${kept.map(({ column, index }) => `<td>${cell(column, row[index] ?? null, words)}</td>`).join("")}</tr>`).join("\n");
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

const style = "body{font:14px/1.4 system-ui,sans-serif;margin:24px;color:#0f172a}h1{font-size:20px}h2{font-size:15px;margin:24px 0 6px}"
  + "table{border-collapse:collapse;width:100%;font-size:12px}th,td{border:1px solid #c3cdd9;padding:3px 6px;text-align:left;vertical-align:top;overflow-wrap:anywhere;white-space:pre-wrap}th{background:#f1f5f9}";

export function wholePage(file: WholeBuyer, language: string, words: PageWords): string {
  const parts = file.sections.filter(({ rows }) => rows.length > 0);
  let before = "";
  const body = parts.map((section) => {
    const heading = section.what === before ? "" : `<h2>${safe(words.part(section.what))}</h2>\n`;
    before = section.what;
    return heading + table(section, words);
  });
  return `<!doctype html>\n<html lang="${safe(language)}"><head><meta charset="utf-8"><title>${safe(words.title)}</title><style>${style}</style></head><body>\n`
    + `<h1>${safe(words.title)}</h1>\n<p>${safe(words.made)}</p>\n${body.join("\n")}\n</body></html>\n`;
}
