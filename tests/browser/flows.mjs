// The head draws a flow in a real browser, tries it, publishes it, and it is called for real: key 2 leads to the call-back. Faults are
// named at their step, versions come back; the picture is walked by keyboard; axe in light and dark. Prints "ok ..." / "not ok ...: why".
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { Centre, until } from "./centre.mjs";
import { cutTexts, languages, launch, openDesk, settled, sizes, speak } from "./desk.mjs";
import { equal, suite, violationsIn } from "./suite.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const centre = new Centre();
const { step, end } = suite((count) => page.screenshot({ path: path.join(process.env.OL_PICTURES ?? path.resolve(import.meta.dirname, "../../build"), `failed-flows-${count}.png`) }).catch(() => {}));
const spoken = path.join(centre.folder, "spoken.wav"); // what the microphone of this browser hears: 700 Hz
fs.writeFileSync(spoken, toneFile(700));
const browser = await launch(`--use-file-for-fake-audio-capture=${spoken}`);
process.on("exit", () => centre.process?.kill("SIGKILL"));
await centre.start();
const owner = await centre.signIn("owner");
const api = async (where) => (await owner("GET", `/api/v1${where}`)).json();
const page = await openDesk(browser, centre, "owner");
await speak(page, "en");
const flow = async () => api(`/flows/${(await api("/flows")).items[0].id}`);
const aside = page.getByRole("complementary", { name: "Steps" });
const box = (name) => page.getByRole("combobox", { name, exact: true }).or(page.getByRole("textbox", { name, exact: true }));
async function choose(field, option) {
  await field.click();
  await page.getByRole("option", { name: option }).first().click();
}
const addStep = (kind) => choose(box("Add a step"), kind);
const leads = (way, to) => choose(aside.getByRole("combobox", { name: `Where “${way}” leads` }), to);
const publish = page.getByRole("button", { name: "Publish" });

await step("a menu and a call-back are drawn; what leads nowhere is named and cannot be published", async () => {
  await page.goto(`${centre.url}/settings/flows`);
  await box("Name of the new flow").fill("Main line");
  await page.getByRole("button", { name: "New flow" }).click();
  await page.locator('[data-step="greeting"]').waitFor();
  await addStep("Menu by key");
  await box("Title").fill("What is it about?");
  const languagesOfFlow = (await flow()).body.languages;
  for (const text of await aside.getByRole("group", { name: "Is said" }).getByRole("textbox").all())
    if ((await text.getAttribute("aria-label")) !== "Is said") await text.fill(languagesOfFlow[0] === "uk" ? "Натисніть два." : "Press two.");
  await page.getByText("A way leads nowhere. (no key)").first().waitFor();
  equal(await publish.isDisabled(), true, "publish is disabled");
  await choose(aside.getByRole("combobox", { name: "Add a key" }), "2");
  await addStep("Call-back");
  await aside.getByRole("button", { name: "What is it about?" }).click();
  await leads("2", "callback");
  await leads("wrong key too often", "line");
  await leads("no key", "line");
  await aside.getByRole("button", { name: "greeting" }).first().click();
  await leads("then", "What is it about?");
});
await step("the pretended caller's way lights up", async () => {
  await page.getByRole("button", { name: "Try it", exact: true }).click();
  await page.getByRole("button", { name: "Key 2" }).click();
  await page.getByText("The flow ends: Call-back").waitFor();
  equal(await page.locator("[data-step][data-passed]").count(), 3, "steps passed");
  await page.getByRole("button", { name: "From the beginning" }).click();
});
await step("published with why, and used by every call of the shop", async () => {
  await box("Why (for the versions)").fill("first drawing");
  await publish.click();
  await page.getByText("Callers meet this: version 1").waitFor();
  await page.getByRole("checkbox", { name: "Every call of the shop" }).click(); // ticked when the server has it
  await until("used", async () => (await flow()).uses.length === 1);
});
await step("it is called for real: key 2 leads to the call-back", async () => {
  const call = spawn("python3", ["-B", path.join(root, "tests/lib/dial.py"), String(centre.sip), "+380671117701", "2"], { stdio: ["ignore", "pipe", "inherit"] });
  let told = "";
  call.stdout.on("data", (data) => { told += data; });
  await until("the call is over", () => told.includes("ended"), 60000);
  const called = async () => (await api("/tasks")).items.filter((one) => one.reason === "callback").length;
  await until("a task", async () => (await called()) > 0);
  equal(await called(), 1, "call-backs");
});
await step("an older version comes back", async () => {
  await page.locator('[data-step="menu"]').click();
  await box("Title").fill("Changed");
  await publish.click();
  await page.getByText("Callers meet this: version 2").waitFor();
  await page.getByRole("button", { name: "Go back to 1" }).click();
  await page.getByText("Callers meet this: version 3").waitFor();
  equal((await flow()).body.steps.find((one) => one.name === "menu").title, "What is it about?", "title");
});
await step("a drawing that is not saved is asked about, and the open flow has an address", async () => {
  equal(/\/settings\/flows\/\d+$/.test(page.url()), true, "its address");
  await page.locator('[data-step="menu"]').click();
  await box("Title").fill("Not saved yet");
  await page.getByText("Save the draft first").waitFor();
  await page.getByRole("button", { name: "All flows" }).click();
  await page.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Stay here" }).click();
  equal(await box("Title").inputValue(), "Not saved yet", "the drawing");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.reload();
  await page.locator('[data-step="menu"]').waitFor();
});
await step("what another head saved meanwhile is taken or written over, not a dead end", async () => {
  const kept = await flow();
  await page.locator('[data-step="menu"]').click();
  await box("Title").fill("Mine");
  await owner("PUT", `/api/v1/flows/${kept.id}`, { name: "Main line", body: kept.body }, { "if-match": `"${kept.version}"` });
  await page.getByRole("button", { name: "Save the draft" }).click();
  await page.getByRole("button", { name: "Keep mine, to save it over that" }).click();
  await page.getByRole("button", { name: "Save the draft" }).click();
  await until("saved", async () => (await flow()).body.steps.find((one) => one.name === "menu").title === "Mine");
});
await step("the chosen step is in sight in list and picture, and the list never collapses", async () => {
  for (let at = 0; at < 11; at++) await addStep("Order status");
  for (const size of [sizes.wide, sizes.small]) {
    await page.setViewportSize(size);
    await settled(page);
    equal(await aside.locator("ol").first().evaluate((list) => list.clientHeight >= 150), true, `the list at ${size.width}`);
    equal(await aside.locator("ol [aria-current]").evaluate((row) => { const [r, l] = [row.getBoundingClientRect(), row.closest("ol").getBoundingClientRect()]; return r.top >= l.top - 1 && r.bottom <= l.bottom + 1; }), true, `the chosen row at ${size.width}`);
    if (process.env.OL_PICTURES) await page.screenshot({ path: path.join(process.env.OL_PICTURES, `flows-long-${size.width}.png`) });
    await page.getByRole("button", { name: "Try it", exact: true }).click();
    equal(await page.getByRole("heading", { name: "Try it with a pretended caller" }).evaluate((head) => head.getBoundingClientRect().bottom < innerHeight), true, `try it at ${size.width}`);
    if (process.env.OL_PICTURES) await page.screenshot({ path: path.join(process.env.OL_PICTURES, `flows-long-try-${size.width}.png`) });
    await page.getByRole("button", { name: "Try it", exact: true }).click();
  }
  await page.setViewportSize(sizes.wide);
  await page.getByRole("button", { name: "Undo" }).click();
});
await step("the picture is walked and a step chosen by keyboard", async () => {
  await page.locator('[data-step="greeting"]').focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-pressed")), "true", "chosen");
});
await step("a prompt is written and approved", async () => {
  await page.getByRole("button", { name: "All flows" }).click();
  await page.getByRole("button", { name: "New prompt" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("welcome");
  await page.getByRole("textbox", { name: "Words", exact: true }).fill("Welcome to the shop of kettles.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Approve" }).click();
  await until("approved", async () => (await api("/prompts")).items[0].approved);
});
await step("a corrected prompt waits beside the approved one; one in use is asked about and not taken away", async () => {
  const kept = await flow();
  const body = { ...kept.body, steps: kept.body.steps.map((one) => (one.name === "greeting" ? { ...one, say: { prompt: "welcome", texts: [] } } : one)) };
  const saved = await (await owner("PUT", `/api/v1/flows/${kept.id}`, { name: "Main line", body }, { "if-match": `"${kept.version}"` })).json();
  await owner("POST", `/api/v1/flows/${kept.id}/publish`, { note: "" }, { "if-match": `"${saved.version}"` });
  await page.reload();
  await page.getByRole("button", { name: "welcome", exact: true }).click();
  await page.getByRole("textbox", { name: "Words", exact: true }).fill("Welcome to the shop of irons.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Waits to be approved:").waitFor();
  const [prompt] = (await api("/prompts")).items;
  equal([prompt.approved, prompt.text, prompt.pending.text], [true, "Welcome to the shop of kettles.", "Welcome to the shop of irons."], "heard, waiting");
  await page.getByRole("button", { name: "Take welcome away" }).click();
  const dialog = page.getByRole("dialog", { name: "Take the prompt “welcome” away?" });
  await dialog.getByText("Callers hear it in: Main line.").waitFor();
  await dialog.getByRole("button", { name: "Take it away" }).click();
  await page.getByText("would be silent there").waitFor();
  equal((await api("/prompts")).items.length, 1, "prompts");
});
await step("a prompt is said into the microphone by keyboard, heard, saved, approved, and it is that tone", async () => {
  await page.getByRole("button", { name: "Record welcome", exact: true }).focus();
  await page.keyboard.press("Enter");
  const record = page.getByRole("group", { name: "Record it" });
  await record.getByRole("switch", { name: "Take noise of the room away" }).uncheck(); // a steady tone is noise
  await record.getByRole("button", { name: "Record", exact: true }).focus();
  await page.keyboard.press("Enter");
  await until("the level moves", async () => Number(await record.getByRole("meter").getAttribute("aria-valuenow")) > 40);
  await record.getByText("0:02 /").waitFor();
  if (process.env.OL_PICTURES) await page.screenshot({ path: path.join(process.env.OL_PICTURES, "flows-recording.png") });
  await page.keyboard.press("Enter"); // the same key stops
  await record.getByText("Listen to it, then save.").waitFor();
  equal(await record.getByLabel("Listen to the recording").evaluate((audio) => audio.duration > 1.5 && audio.duration < 6), true, "its length");
  if (process.env.OL_PICTURES) await page.screenshot({ path: path.join(process.env.OL_PICTURES, "flows-recorded.png") });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("recorded", { exact: true }).waitFor();
  const heard = async (query) => Buffer.from(await (await owner("GET", `/api/v1/prompts/${(await api("/prompts")).items[0].id}/audio${query}`)).arrayBuffer());
  equal(share(await heard("?heard=1"), 700) > 0.5, false, "callers hear it before it is approved");
  await page.getByRole("button", { name: "Approve" }).click();
  await until("approved", async () => (await api("/prompts")).items[0].recording !== "");
  equal(share(await heard("?heard=1"), 700) > 0.5, true, "700 Hz in what callers hear");
});

/** Ten seconds of a tone: WAV, 48 kHz. */
function toneFile(hz) {
  const wav = Buffer.alloc(44 + 960_000);
  wav.write("RIFF"), wav.writeUInt32LE(36 + 960_000, 4), wav.write("WAVEfmt ", 8), wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20), wav.writeUInt16LE(1, 22), wav.writeUInt32LE(48_000, 24), wav.writeUInt32LE(96_000, 28);
  wav.writeUInt16LE(2, 32), wav.writeUInt16LE(16, 34), wav.write("data", 36), wav.writeUInt32LE(960_000, 40);
  for (let i = 0; i < 480_000; i++) wav.writeInt16LE(Math.round(9000 * Math.sin((i * 2 * Math.PI * hz) / 48_000)), 44 + i * 2);
  return wav;
}
/** How much of a mu-law WAV's power is at this tone: 0..1. */
function share(wav, hz) {
  const sound = [...wav.subarray(wav.indexOf("data") + 8)].map((byte) => {
    const code = ~byte & 0xff;
    const size = (((code & 15) << 3) + 132 << ((code >> 4) & 7)) - 132;
    return code & 128 ? -size : size;
  });
  let [re, im, all] = [0, 0, 1];
  sound.forEach((one, i) => { re += one * Math.cos((i * 2 * Math.PI * hz) / 8000); im += one * Math.sin((i * 2 * Math.PI * hz) / 8000); all += one * one; });
  return (2 * (re * re + im * im)) / sound.length / all;
}

const violations = [];
async function look(name, lang) {
  for (const [size, view] of [["wide", sizes.wide], ["small", sizes.small]]) {
    await page.setViewportSize(view);
    await settled(page);
    violations.push(...(await cutTexts(page)).map((fault) => `${name} ${size} ${lang}: ${fault}`));
    if (process.env.OL_PICTURES) await page.screenshot({ path: path.join(process.env.OL_PICTURES, `flows-${name}-${size}-${lang}.png`) });
  }
  await page.setViewportSize(sizes.wide);
  if (lang !== "en") return;
  for (const scheme of ["light", "dark"]) {
    const found = await violationsIn(page, scheme);
    violations.push(...found.map((fault) => `${name} ${scheme}: ${fault}`));
    if (scheme === "dark" && process.env.OL_PICTURES) await page.screenshot({ path: path.join(process.env.OL_PICTURES, `flows-${name}-dark.png`) });
  }
  await page.emulateMedia({ colorScheme: "light" });
}
await step("axe finds nothing and no text is cut, in four languages", async () => {
  for (const lang of languages) {
    await speak(page, lang);
    await page.goto(`${centre.url}/settings/flows`);
    await settled(page);
    await page.locator("td button").nth(2).click(); // record, in whichever language
    await look("list", lang);
    await page.getByRole("button", { name: "Main line" }).click();
    await page.locator('[data-step="menu"]').click();
    await look("editor", lang);
  }
  equal([...new Set(violations)], [], "faults");
});

await end(browser, centre);
