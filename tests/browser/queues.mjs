// A supervisor builds her queue in a real browser: a contradiction is named and cannot be saved, the way out is, the versions tell
// who changed what, and the old one comes back. With axe in light and dark, and by keyboard. Prints "ok ..." / "not ok ...: why".
import path from "node:path";

import { Centre, until } from "./centre.mjs";
import { cutTexts, languages, launch, openDesk, settled, sizes, speak } from "./desk.mjs";
import { longName } from "./overfull.mjs";
import { equal, suite, violationsIn } from "./suite.mjs";

const centre = new Centre();
const { step, end } = suite((count) => page.screenshot({ path: path.join(process.env.OL_PICTURES ?? "build", `failed-queues-${count}.png`) }).catch(() => {}));
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
await step("who saves second loses nothing of the first", async () => {
  await page.locator("#rounds_max").fill("7");
  const first = await standing();
  const saved = await owner("PUT", `/api/v1/queues/${first.id}`, { ...first, max_wait_ms: 320000 }, { "If-Match": `"${first.version}"` });
  equal(saved.status, 200, "the other editor's save");
  await save.click();
  await page.getByText("Somebody else saved version").waitFor();
  equal((await standing()).rounds_max, first.rounds_max, "nothing is saved yet");
  await save.click();
  await until("saved", async () => (await standing()).version === first.version + 2);
  const both = await standing();
  equal([both.max_wait_ms, both.rounds_max], [320000, 7], "both changes");
});
await step("a skill is given in its cell, and the editor says whom it fits", async () => {
  await page.goto(`${centre.url}/settings/skills`);
  await page.getByRole("textbox", { name: "Name of a new skill" }).fill("english");
  await page.getByRole("button", { name: "Add the skill" }).click();
  const cell = page.locator("tbody tr").first().getByRole("textbox", { name: /: english$/ });
  await cell.fill("80");
  await cell.press("Enter");
  await until("kept", async () => (await (await owner("GET", "/api/v1/agents/routing")).json()).items.some((one) => one.skills[0]?.level === 80));
});
await step("a letter in a number is refused and said; the number stays", async () => {
  const cell = page.locator("tbody tr").first().getByRole("textbox", { name: /: english$/ });
  await cell.selectText();
  await cell.pressSequentially("abc");
  await page.getByRole("alert").filter({ hasText: "Not a number: “c”" }).waitFor();
  equal(await cell.inputValue(), "80", "the cell");
  await cell.press("Enter");
  await cell.blur();
  equal(await page.getByText("Not a number").count(), 0, "said no more");
});
await step("an open queue has an address, and leaving it with unsaved changes is asked about", async () => {
  await openQueue();
  const address = page.url();
  if (!/\/settings\/queue\/\d+$/.test(address)) throw new Error(address);
  const weight = page.getByRole("textbox", { name: "Weight of this queue" });
  await weight.fill("7");
  const asks = page.getByRole("dialog", { name: "Leave without saving?" });
  for (const leave of [() => page.getByRole("link", { name: "Skills", exact: true }).first().click(), () => page.getByRole("button", { name: "All queues" }).click(), () => page.goBack()]) {
    await leave();
    await asks.waitFor();
    await asks.getByRole("button", { name: "Stay here" }).click();
    await asks.waitFor({ state: "hidden" });
    equal([page.url(), await weight.inputValue()], [address, "7"], "it stays as typed");
  }
  await page.getByRole("button", { name: "All queues" }).click();
  await asks.getByRole("button", { name: "Leave", exact: true }).click();
  await page.getByRole("button", { name: "New queue" }).waitFor();
  await page.goto(address);
  await page.getByRole("textbox", { name: "Weight of this queue" }).waitFor();
  equal(await page.getByRole("textbox", { name: "Weight of this queue" }).inputValue(), "0", "nothing was saved");
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
  await page.getByRole("button", { name: "Yes, take" }).focus();
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
    await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
    const found = await violationsIn(page, scheme);
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
await end(browser, centre);
