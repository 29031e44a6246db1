// Codes by which the server refuses that have no words of their own at the desk. A room that has words for all its codes
// stands in `whole` and stays whole; `--list` names what the others still lack (they show the server's own sentence).
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const whole = ["approvals", "orders"];
/** Never seen at the desk: the buyer's own page of an order, and what only rolls a try back. */
const elsewhere = new Set(["orders.link", "orders.rule", "orders.tap_changed", "orders.tap_incomplete", "orders.tap_over"]);

const root = join(import.meta.dirname, "..", "..");
const files = (folder, fit) => readdirSync(folder, { recursive: true }).filter(fit).map((name) => readFileSync(join(folder, name), "utf8"));

const refusals = /\b(?:invalid|conflict|forbidden|not_found|unavailable)\(\s*"([a-z_]+\.[a-z_]+)"/g;
const codes = new Set(files(join(root, "src"), (name) => /(?<!_test)\.cpp$/.test(name)).flatMap((text) => [...text.matchAll(refusals)].map(([, code]) => code)));
const words = files(join(root, "desk/src/shared/words"), (name) => name.endsWith(".ts")).join("\n");
const families = /\.(version_conflict|not_found|missing|forbidden|not_permitted|permission)$|^db\./;
const without = [...codes].filter((code) => !words.includes(`"${code}"`) && !families.test(code) && !elsewhere.has(code)).sort();

const missing = without.filter((code) => whole.includes(code.split(".")[0]));
if (process.argv.includes("--list")) console.log(without.join("\n"));
if (codes.size < 200) throw new Error("The server's codes were not found: look at `refusals`.");
if (missing.length > 0) {
  console.error(`Codes of the server without words in desk/src/shared/words:\n  ${missing.join("\n  ")}`);
  process.exit(1);
}
console.log(`${codes.size} codes of the server, ${without.length} outside the whole rooms without words of their own`);
