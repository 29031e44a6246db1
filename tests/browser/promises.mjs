// Promises in a real browser: a difficult question goes to the superior within five seconds, is answered and counted; what falls due
// before she is back is handed over when she signs out. Prints "ok ..." / "not ok ...: why".

import { Centre, until } from "./centre.mjs";
import { cutTexts, launch, openDesk, settled, sizes, speak } from "./desk.mjs";
import { equal, suite, violationsIn } from "./suite.mjs";

const pictures = process.env.OL_PICTURES;
const centre = new Centre();
const { step, end } = suite();
const browser = await launch();
process.on("exit", () => centre.process?.kill("SIGKILL"));
await centre.start();
const operatorApi = await centre.signIn("oksana");
const bossApi = await centre.signIn("supervisor");
const ownerApi = await centre.signIn("owner");
const body = async (api, where) => (await api("GET", where)).json();
const faults = [];

/** As it stands: axe in light and dark, nothing cut in two sizes, and a picture of each. */
async function look(page, name) {
  for (const scheme of ["light", "dark"]) {
    faults.push(...(await violationsIn(page, scheme)).map((fault) => `${name} ${scheme}: ${fault}`));
    for (const width of ["wide", "small"]) {
      await page.setViewportSize(sizes[width]);
      if (scheme === "light") faults.push(...(await cutTexts(page)).map((text) => `${name} ${width}: ${text}`));
      if (pictures) await page.screenshot({ path: `${pictures}/promises-${name}-${width}-${scheme}.png` });
    }
    await page.setViewportSize(sizes.wide);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** Whole orders: a row of the list does not name the buyer's id. */
const someOrders = async (count) =>
  Promise.all((await body(ownerApi, `/api/v1/orders?limit=${count}`)).items.map(({ id }) => body(ownerApi, `/api/v1/orders/${id}`)));
async function promised(api, promise) {
  const answer = await api("POST", "/api/v1/promises", promise);
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}
const boss = await body(bossApi, "/api/v1/me");
const her = await body(operatorApi, "/api/v1/me");
const operator = await openDesk(browser, centre, "oksana");
const superior = await openDesk(browser, centre, "supervisor");
await speak(operator, "en");
await speak(superior, "uk");

await step("one key opens the form, and it says to whom the question goes", async () => {
  await operator.goto(`${centre.url}/promises`);
  await settled(operator);
  await operator.keyboard.press("Shift+P");
  const dialog = operator.getByRole("dialog");
  await dialog.getByText(`It goes to ${boss.name}`, { exact: false }).waitFor();
  await look(operator, "form");
  await dialog.getByLabel("Who asks").fill("Petro Lys");
  await dialog.getByLabel("What is asked").fill("The kettle burned the plug. Who pays for the kitchen?");
  await dialog.getByLabel("How to reach the buyer").fill("+380501112233");
});

await step("the superior is told within five seconds", async () => {
  await operator.keyboard.press("Control+Enter");
  await operator.getByRole("dialog").waitFor({ state: "detached" });
  await superior.getByText("Складне питання для вас").waitFor({ timeout: 5000 });
  await superior.getByRole("link", { name: "Відкрити питання" }).click();
  await superior.getByRole("dialog").getByText("+380501112233").waitFor();
  await look(superior, "question");
});

await step("the reply closes it: kept, and counted for the superior", async () => {
  const dialog = superior.getByRole("dialog");
  await dialog.getByRole("textbox").fill("We pay. A courier fetches it tomorrow.");
  await superior.keyboard.press("Control+Enter");
  await dialog.waitFor({ state: "detached" });
  const { items } = await body(ownerApi, "/api/v1/promises?only=questions");
  equal(items.map(({ state, owner_id }) => [state, owner_id]), [["kept", boss.person_id]], "the question");
  await superior.getByText("Частка виконаних", { exact: true }).click();
  // The screen counts up to the end of today, and what is due past midnight falls due tomorrow.
  const day = (at) => new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Kyiv" }).format(at);
  if (day(items[0].due_at) === day(Date.now())) await superior.getByRole("button", { name: /Виконано: 1/ }).first().waitFor();
  const span = `due_from=${items[0].due_at - 1}&due_before=${items[0].due_at + 1}`;
  const counted = await body(ownerApi, `/api/v1/promises/figures?by=person&tz=Europe/Kyiv&${span}`);
  equal(counted.rows.map((row) => [row.group_id, row.tally.kept]), [[boss.person_id, 1]], "counted for the superior");
  await look(superior, "rate");
});

await step("the board shows what is due, the week when", async () => {
  for (const [at, order] of (await someOrders(3)).entries())
    await promised(operatorApi, { kind: "callback", text: `call number ${at}`, due_at: Date.now() + (at + 1) * 600000, to_customer_id: order.customer_id, shop_id: her.shops[0].id });
  await operator.getByText("call number 2").waitFor(); // told over the live stream
  await look(operator, "board");
  await operator.getByText("Calendar", { exact: true }).click();
  await settled(operator);
  await look(operator, "week");
});

await step("signing out shows what is promised meanwhile and hands it over", async () => {
  await operator.getByTitle("My presence").click();
  await operator.getByRole("menuitem", { name: "Sign out" }).click();
  const dialog = operator.getByRole("dialog");
  await dialog.getByText("call number 1").waitFor();
  await look(operator, "leaving");
  // How many more of hers fall due by then depends on the hour: deliveries of a day that has begun.
  await dialog.getByRole("button", { name: /Hand over \d/ }).click();
  await until("they are nobody's", async () => (await body(ownerApi, "/api/v1/promises?only=unowned&kind=callback&states=open")).items.filter(({ text }) => text.startsWith("call number")).length === 3);
});

await step("somebody ill: shown first, then her promises are with the others", async () => {
  const until_ms = Date.now() + 3 * 86400000;
  const [order] = await someOrders(1);
  await promised(ownerApi, { kind: "reply", text: "of the ill one", due_at: Date.now() + 3600000, to_customer_id: order.customer_id, owner_id: her.person_id });
  const ill = async (preview) => (await bossApi("POST", `/api/v1/people/${her.person_id}/ill`, { until: until_ms, preview })).json();
  const plan = await ill(true);
  const mine = async () => (await body(ownerApi, `/api/v1/promises?owner_id=${her.person_id}&states=open`)).items.length;
  if (plan.done || plan.moves.length === 0 || (await mine()) === 0) throw new Error(`a preview does nothing: ${JSON.stringify(plan).slice(0, 200)}`);
  const done = await ill(false);
  equal([done.done, done.moves.length], [true, plan.moves.length], "done as shown");
  equal(await mine(), 0, "hers");
});

await step("nothing is cut, and axe finds nothing", async () => {
  if (faults.length > 0) throw new Error(faults.slice(0, 6).join("; "));
});
await end(browser, centre);
