// A supervisor builds her queue in a real browser: a contradiction is named and cannot be saved, the way out is, the versions tell
// who changed what, and the old one comes back. With axe in light and dark, and by keyboard. Prints "ok ..." / "not ok ...: why".
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { Centre, until } from "./centre.mjs";
import { cutTexts, languages, launch, openDesk, settled, sizes, speak } from "./desk.mjs";
import { longName } from "./overfull.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const axe = fs.readFileSync(createRequire(path.join(root, "desk/package.json")).resolve("axe-core/axe.min.js"), "utf8");
const centre = new Centre();
let failed = 0;
async function step(name, work) {
  try {
    await work();
    console.log(`ok ${name}`);
  } catch (error) {
    failed++;
    console.log(`not ok ${name}: ${String(error.message).split("\n").slice(0, 6).join(" ")}`);
    await page.screenshot({ path: path.join(process.env.OL_PICTURES ?? "build", `failed-queues-${failed}.png`) }).catch(() => {});
  }
}
function equal(found, wanted, what) {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(`${what}: ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
}

const browser = await launch();
process.on("exit", () => centre.process?.kill("SIGKILL"));
await centre.start();
const owner = await centre.signIn("owner");
const standing = async () => (await (await owner("GET", "/api/v1/queues")).json()).items[0];
const page = await openDesk(browser, centre, "owner");
await speak(page, "en");
const openQueue = async () => {
  await page.goto(`${centre.url}/settings/queue`);
  await page.locator("tbody button").first().click();
  await page.locator("#part-who").waitFor();
  await settled(page);
};
const save = page.getByRole("button", { name: "Save", exact: true });

await step("a contradiction is named beside its field and cannot be saved", async () => {
  await openQueue();
  await page.getByRole("radio", { name: "Highest grade" }).check();
  await page.locator("#part-skills").getByRole("button", { name: "Add a step" }).click();
  await page.getByRole("textbox", { name: "Step 1: skills" }).fill("english > 50 & (");
  await page.locator("#part-skills p[data-severity=error]").filter({ hasText: "cannot be read" }).waitFor();
  await page.getByText("1 contradiction: mend it, then save").waitFor();
  equal(await save.isDisabled(), true, "save is disabled");
});
await step("mended it is saved, with why, and the line has it", async () => {
  await page.getByRole("textbox", { name: "Step 1: skills" }).fill("english > 50 | !english");
  await page.getByText("contradiction", { exact: false }).waitFor({ state: "hidden" });
  await page.getByRole("textbox", { name: "Why (for the versions)" }).fill("Saturday");
  await page.getByRole("textbox", { name: "Why (for the versions)" }).press("Enter");
  await until("saved", async () => (await standing()).version === 2);
  const { rules } = await standing();
  equal([rules.strategy, rules.skill_steps.map((one) => one.skills)], ["by_grade", ["english > 50 | !english"]], "rules");
});
await step("the versions tell who changed what, and why", async () => {
  const row = page.locator("#part-versions li").filter({ hasText: "Version 2" });
  await row.waitFor();
  await row.getByText("“Saturday”").waitFor();
  await row.getByRole("button", { name: "2 changes" }).click();
  await row.getByRole("row", { name: "Whom to choose Longest free Highest grade" }).waitFor();
});
await step("the old version comes back as a version of its own", async () => {
  await page.getByRole("button", { name: "Go back to 1" }).click();
  await until("back", async () => (await standing()).version === 3);
  equal((await standing()).rules.strategy, "longest_idle", "strategy");
  await page.locator("#part-versions li").filter({ hasText: "“Back to version 1”" }).waitFor();
  equal(await page.getByRole("radio", { name: "Longest free" }).isChecked(), true, "the form shows it");
});
await step("a skill is given in its cell, and the editor says whom it fits", async () => {
  await page.goto(`${centre.url}/settings/skills`);
  await page.getByRole("textbox", { name: "Name of a new skill" }).fill("english");
  await page.getByRole("button", { name: "Add the skill" }).click();
  const cell = page.locator("tbody tr").first().getByRole("textbox").first();
  await cell.fill("80");
  await cell.press("Enter");
  await until("kept", async () => (await (await owner("GET", "/api/v1/agents/routing")).json()).items.some((one) => one.skills[0]?.level === 80));
});
await step("a queue is made and taken away by keyboard", async () => {
  await page.goto(`${centre.url}/settings/queue`);
  await page.getByRole("button", { name: "New queue" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Name of the queue" }).fill("second");
  await until("checked", () => page.getByRole("button", { name: "Make the queue" }).isEnabled());
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Take this queue away" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Yes, take it away" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "New queue" }).waitFor();
  equal((await (await owner("GET", "/api/v1/queues")).json()).items.length, 1, "queues");
});

/** Everything set at once, names of 80 letters: what a form must hold. */
async function overfull() {
  const queue = await standing();
  const { items } = await (await owner("GET", "/api/v1/agents/routing")).json();
  for (const one of items) one.skills = ["english", "deutsch", "delivery-questions", "kettles", "complaints", "українська", "vip"].map((name, at) => ({ name, level: at * 15 }));
  for (const one of items) await owner("PUT", `/api/v1/agents/${one.person_id}/routing`, one, { "If-Match": `"${one.version}"` });
  const rules = { ...queue.rules, tier_wait_ms: 30000, penalty_max: 5,
    members: queue.member_ids.map((person_id, at) => ({ person_id, tier: at % 3, penalty: at, position: at + 1, grade: Math.max(1, 9 - at), priority: 0, delay_ms: 1000 * at, paused: at === 2 })),
    skill_steps: [{ lasts_ms: 20000, skills: "english > 50 & (delivery-questions >= 30 | kettles) & !complaints" }, { lasts_ms: 20000, skills: "chinese" }, { lasts_ms: 0, skills: "" }],
    overflow: ["play", "offer_callback", "raise_priority", "change_skills", "voicemail", "hang_up"].map((action, at) => ({ after_ms: 30000 * (at + 1), action, queue_id: "0", keep_age: true, priority: 2, argument: at === 3 ? "vip" : "please-wait" })),
    penalty_rules: [{ after_ms: 30000, max: 10, relative: true, raise_order_only: false }] };
  const answer = await owner("PUT", `/api/v1/queues/${queue.id}?note=${encodeURIComponent("overfull")}`, { ...queue, name: longName.slice(0, 45), rules }, { "If-Match": `"${queue.version}"` });
  if (!answer.ok) throw new Error(await answer.text());
  await owner("POST", "/api/v1/teams", { shop_id: queue.shop_id, name: longName.slice(0, 45), person_ids: queue.member_ids });
}
const parts = { queues: () => page.goto(`${centre.url}/settings/queue`), editor: openQueue, skills: () => page.goto(`${centre.url}/settings/skills`), teams: () => page.goto(`${centre.url}/settings/teams`) };
const violations = [];
async function look(name, lang) {
  for (const [size, box] of [["wide", sizes.wide], ["small", sizes.small]]) {
    await page.setViewportSize(box);
    await settled(page);
    violations.push(...(await cutTexts(page)).map((fault) => `${name} ${size} ${lang}: ${fault}`));
    if (!process.env.OL_PICTURES) continue;
    for (const [at, place] of (name.startsWith("editor") ? ["#part-who", "#part-ring", "#part-skills", "#part-versions"] : [""]).entries()) {
      if (place) await page.locator(place).evaluate((part) => part.scrollIntoView({ block: "start" }));
      await page.screenshot({ path: path.join(process.env.OL_PICTURES, `queues-${name}${at || ""}-${size}-${lang}.png`) });
    }
  }
  await page.setViewportSize(sizes.wide);
  if (lang !== "en") return;
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.waitForFunction((wanted) => document.documentElement.dataset.mantineColorScheme === wanted, scheme);
    await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
    await page.evaluate(() => new Promise(requestAnimationFrame).then(() => Promise.allSettled(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished))));
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }, resultTypes: ["violations"] })
      .then((result) => result.violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id} ${node.target.join(" ")} ${node.any[0]?.message ?? ""}`))));
    violations.push(...found.map((fault) => `${name} ${scheme}: ${fault}`));
    if (scheme === "dark" && process.env.OL_PICTURES) await page.screenshot({ path: path.join(process.env.OL_PICTURES, `queues-${name}-dark.png`) });
  }
  await page.emulateMedia({ colorScheme: "light" });
}
await step("its screens hold in four languages, two sizes, light and dark", async () => {
  for (const data of ["usual", "overfull"]) {
    if (data === "overfull") await overfull();
    for (const lang of data === "usual" ? ["en", "zh"] : languages) {
      await speak(page, lang);
      for (const [name, go] of Object.entries(parts)) {
        await go();
        await settled(page);
        await look(`${name}-${data}`, lang);
      }
    }
  }
  equal([...new Set(violations)].slice(0, 8), [], "faults");
});
await browser.close();
await centre.end();
process.exit(failed ? 1 : 0);
