// What the programs of browser tests share: steps that go on after a fault, and axe in both themes.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");
const axe = fs.readFileSync(createRequire(path.join(root, "desk/package.json")).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Prints "ok NAME" or "not ok NAME: why" for each step; a failed one may be looked at by `failed(count)`. */
export function suite(failed = async () => {}) {
  const told = { failed: 0 };
  return {
    step: async (name, work) => {
      try {
        await work();
        console.log(`ok ${name}`);
      } catch (error) {
        told.failed++;
        console.log(`not ok ${name}: ${String(error.message).split("\n").slice(0, 6).join(" ")}`);
        await failed(told.failed);
      }
    },
    end: async (browser, centre) => {
      await browser.close();
      await centre.end();
      process.exit(told.failed ? 1 : 0);
    },
  };
}

export function equal(found, wanted, what) {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(`${what}: ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
}

/** Shows the page in a theme and at rest, then says what WCAG 2.2 AA finds; `contrastOnly`: what a theme alone can change. */
export async function violationsIn(page, scheme, contrastOnly = false) {
  await page.emulateMedia({ colorScheme: scheme });
  await page.waitForFunction((wanted) => document.documentElement.dataset.mantineColorScheme === wanted, scheme);
  await page.evaluate(() => new Promise(requestAnimationFrame).then(() => Promise.allSettled(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished))));
  await page.evaluate(axe);
  const runOnly = contrastOnly ? { type: "rule", values: ["color-contrast"] } : { type: "tag", values: tags };
  return page.evaluate((only) => window.axe.run(document, { runOnly: only, resultTypes: ["violations"] })
    .then((result) => result.violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id} ${node.target.join(" ")} ${node.any[0]?.message ?? ""}`))), runOnly);
}
