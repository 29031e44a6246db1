// Fails when a text in the code is not in the catalogues, one in the catalogues is in no code any more, or one has no words
// in a language: the desk would then speak English to her.
// Extracting writes them anew, so after a failure the fresh files lie there, to be translated and committed.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const ids = (language) =>
  readFileSync(`${root}/src/locales/${language}.po`, "utf8").split("\n").filter((line) => /^(msgid |")/.test(line)).join("\n")
    .replace(/"POT-Creation-Date:.*\n/, "");

const before = ids("en");
execFileSync("npx", ["lingui", "extract", "--clean"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
if (ids("en") !== before) {
  console.error("The catalogues were stale. Translate the new texts in src/locales/*.po and commit them.");
  process.exit(1);
}
const wordless = (language) => [...readFileSync(`${root}/src/locales/${language}.po`, "utf8").matchAll(/^msgid ((?:".*"\n)+)msgstr ""\n(?!")/gm)]
  .map(([, id]) => `${language}: ${id.replace(/"\n"?|^"/g, "").slice(0, 80)}`);
const missing = ["uk", "ru", "zh"].flatMap(wordless);
if (missing.length) {
  console.error(`${missing.length} texts have no words:\n${missing.slice(0, 20).join("\n")}`);
  process.exit(1);
}
console.log("catalogues are fresh");
