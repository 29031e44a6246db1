// Emergency mode and the why of the line, in a real browser: the supervisor declares by key, the operator's desk says so and is paused,
// who waits keeps his place, the all clear brings her back; an alert feed does the same from outside. Prints "ok ..." / "not ok ...: why".

import { Centre, until } from "./centre.mjs";
import { cutTexts, launch, openDesk, settled, sizes, speak } from "./desk.mjs";
import { suite, violationsIn } from "./suite.mjs";

const pictures = process.env.OL_PICTURES;
const centre = new Centre();
const { step, end } = suite();
const browser = await launch();
process.on("exit", () => centre.process?.kill("SIGKILL"));
await centre.start();
const operatorApi = await centre.signIn("oksana");
const bossApi = await centre.signIn("owner");
const body = async (api, where) => (await api("GET", where)).json();
const agent = () => body(operatorApi, "/api/v1/me/agent");
const waiting = async () => (await body(bossApi, "/api/v1/board")).shops.flatMap((queue) => queue.waiting);
const running = async () => (await body(bossApi, "/api/v1/emergencies")).items.filter((one) => one.ended_at === undefined);

const faults = [];
/** As it stands: axe in light and dark, nothing cut in two sizes, and a picture of each. */
async function look(page, name) {
  for (const scheme of ["light", "dark"]) {
    const found = await violationsIn(page, scheme);
    faults.push(...found.map((fault) => `${name} ${scheme}: ${fault}`));
    for (const width of ["wide", "small"]) {
      await page.setViewportSize(sizes[width]);
      if (scheme === "light") faults.push(...(await cutTexts(page)).map((text) => `${name} ${width}: ${text}`));
      if (pictures) await page.screenshot({ path: `${pictures}/emergency-${name}-${width}-${scheme}.png` });
    }
    await page.setViewportSize(sizes.wide);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

const operator = await openDesk(browser, centre, "oksana");
const boss = await openDesk(browser, centre, "owner");
await speak(operator, "uk");
await speak(boss, "en");
const bar = (page, name) => page.getByRole("region", { name });
let first;

await step("a buyer waits, and the board says who is before him and who comes next", async () => {
  await operatorApi("POST", "/api/v1/me/presence", { state: "ready", reason: "" });
  await until("she is ready", async () => (await agent()).state === "ready");
  await operatorApi("POST", "/api/v1/demo/calls", { scenario: "confirm" });
  [first] = await until("he waits", async () => { const list = await waiting(); return list.length > 0 ? list : null; }, 40000);
  await boss.goto(`${centre.url}/board`);
  await settled(boss);
  const row = boss.getByRole("listitem").filter({ hasText: first.caller_name }).getByRole("button");
  await row.waitFor();
  await row.focus();
  await boss.keyboard.press("Enter");
  const dialog = boss.getByRole("dialog");
  await dialog.getByText("Nobody: it is first in the line.").waitFor();
  await dialog.getByText("Who comes next, and why").waitFor();
  await dialog.getByText("the phone is not connected").first().waitFor(); // hers is not
  await look(boss, "why");
  await boss.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await boss.waitForFunction(() => document.activeElement?.getAttribute("aria-haspopup") === "dialog"); // back on its row
});

await step("the key opens the dialog, which tells whom it stops and takes no single press", async () => {
  await boss.keyboard.press("F9");
  const dialog = boss.getByRole("dialog", { name: "Declare an emergency" });
  await dialog.waitFor();
  await boss.keyboard.press("1");
  await dialog.getByText(/people pause, 1 queue stands still/).waitFor();
  const declare = dialog.getByRole("button", { name: "Declare" });
  await declare.focus();
  await boss.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Press again: it stops at once" }).waitFor();
  await dialog.getByLabel("Note, seen by everybody").fill("Kyiv");
  await declare.waitFor(); // the focus left it, so the first press is forgotten
  if ((await running()).length > 0) throw new Error("one press was enough");
  await look(boss, "declare");
});

await step("declared, every desk says so; she is paused and he keeps his place", async () => {
  await boss.keyboard.press("Control+Enter");
  await bar(boss, "Air raid alarm.").waitFor();
  await bar(operator, "Повітряна тривога.").waitFor();
  await until("she is paused by it", async () => { const { state, reason } = await agent(); return state === "paused" && reason === "emergency"; });
  await bar(operator, "Повітряна тривога.").getByText("Тому ви на паузі; вам це не зарахують у мінус.").waitFor();
  await until("he keeps his place because of it", async () => {
    const kept = (await waiting()).find((one) => one.contact_id === first.contact_id);
    return kept?.position === first.position && kept.why.code === "emergency";
  });
  await boss.getByText("An emergency: the line stands still, everybody keeps the place.").first().waitFor();
  if (await bar(operator, "Повітряна тривога.").getByRole("button").count()) throw new Error("she may end it without the right");
  await look(operator, "bar-operator");
  await look(boss, "bar-board");
});

await step("the bar outlives a reload", async () => {
  await operator.reload();
  await bar(operator, "Повітряна тривога.").waitFor();
});

await step("the all clear takes the bar away and brings her back", async () => {
  await bar(boss, "Air raid alarm.").getByRole("button", { name: "All clear…" }).click();
  const dialog = boss.getByRole("dialog", { name: "All clear" });
  await dialog.getByRole("button", { name: "all at once" }).click();
  await dialog.getByText("Everybody is back at once.").waitFor();
  await look(boss, "all-clear");
  await boss.keyboard.press("Control+Enter");
  await bar(boss, "Air raid alarm.").waitFor({ state: "detached" });
  await bar(operator, "Повітряна тривога.").waitFor({ state: "detached" });
  await until("she is ready again", async () => (await agent()).state === "ready");
  await operator.locator("button[data-state=ready]").first().waitFor();
  if (!(await waiting()).some((one) => one.contact_id === first.contact_id)) throw new Error("he lost his place");
});

await step("an alert feed is made, rings, ends and is removed", async () => {
  await boss.goto(`${centre.url}/settings/alerts`);
  await settled(boss);
  await boss.getByText("No alert feed yet").waitFor();
  await boss.getByRole("button", { name: "Make an alert feed" }).click();
  await boss.getByLabel("Name").fill("Kyiv oblast");
  await look(boss, "feed-form");
  await boss.getByRole("button", { name: "Make the feed" }).click();
  const once = boss.getByRole("status").filter({ hasText: "is shown only now" });
  await once.waitFor();
  const address = new URL(await once.getByText(/^https?:\/\//).first().innerText());
  const say = (state) => centre.call("POST", address.pathname, { state, note: "sirens" });
  await look(boss, "feeds");
  if (!(await say("on")).ok) throw new Error("the feed was refused");
  await bar(boss, "Air raid alarm.").getByText("sirens").waitFor();
  await bar(operator, "Повітряна тривога.").waitFor();
  await boss.getByText("runs now").waitFor();
  await say("off");
  await bar(boss, "Air raid alarm.").waitFor({ state: "detached" });
  const rows = boss.getByRole("table").locator("tbody tr");
  await until("both stand in the history", async () => (await rows.count()) === 2);
  await rows.first().getByText("alert feed").first().waitFor();
  await look(boss, "history");
  const remove = boss.getByRole("article").getByRole("button");
  await remove.click();
  await until("the second press is taken", async () => {
    if ((await remove.count()) > 0) await remove.click();
    return (await boss.getByRole("article").count()) === 0;
  });
  await boss.getByText("No alert feed yet").waitFor();
  if ((await say("on")).status !== 404) throw new Error("a removed feed still rings");
});

await step("axe finds nothing and no text is cut", async () => {
  for (const fault of faults.slice(0, 30)) console.log(`# ${fault}`);
  if (faults.length) throw new Error(`${faults.length} faults`);
});
await end(browser, centre);
