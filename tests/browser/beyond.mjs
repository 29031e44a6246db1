// Beyond her own limits, by keyboard alone: the edit is refused with the focus on the way to the superior, Enter asks him, he approves by
// keyboard, and only then is the order changed. Prints "ok ..." / "not ok ...: why".
import path from "node:path";

import { Centre, until } from "./centre.mjs";
import { launch, openDesk, settled, speak } from "./desk.mjs";
import { equal, suite, violationsIn } from "./suite.mjs";

const pictures = process.env.OL_PICTURES ?? "build";
const centre = new Centre();
const pages = [];
const { step, end } = suite((count) => Promise.all(pages.map((page, at) => page.screenshot({ path: path.join(pictures, `failed-beyond-${count}-${at}.png`) }).catch(() => {}))));
const browser = await launch();
process.on("exit", () => centre.process?.kill("SIGKILL"));
await centre.start();
const [ownerApi, operatorApi, bossApi] = await Promise.all(["owner", "oksana", "supervisor"].map((login) => centre.signIn(login)));
const body = async (api, where) => (await api("GET", `/api/v1${where}`)).json();
const her = await body(operatorApi, "/me");
const boss = await body(bossApi, "/me");
const today = new Intl.DateTimeFormat("en-CA", { timeZone: her.shops[0].tz }).format(Date.now()); // as the shop counts its days
const allowed = await ownerApi("POST", "/api/v1/own-limits", { shop_id: her.shops[0].id, role: "", person_id: her.person_id, most: { money: 10000 }, answer_min: 30, valid_from: today });
if (!allowed.ok) throw new Error(`limit: ${await allowed.text()}`);
const { items } = await body(operatorApi, "/orders?limit=20");
const id = items.find((one) => one.desk_state === "new" || one.state === "new")?.id ?? items[0].id;
const order = () => body(operatorApi, `/orders/${id}`);
const before = await order();
const operator = await openDesk(browser, centre, "oksana");
const superior = await openDesk(browser, centre, "supervisor");
pages.push(operator, superior);
await speak(operator, "en");
await speak(superior, "en");
const faults = [];
async function look(page, name) {
  for (const scheme of ["light", "dark"]) faults.push(...(await violationsIn(page, scheme, scheme === "dark")).map((fault) => `${name} ${scheme}: ${fault}`));
  if (process.env.OL_PICTURES) await page.screenshot({ path: path.join(pictures, `beyond-${name}.png`) });
}
const press = (page, ...keys) => keys.reduce((last, key) => last.then(() => page.keyboard.press(key)), Promise.resolve());
const focused = (page, text) => page.waitForFunction((wanted) => document.activeElement?.textContent?.includes(wanted), text);

await step("a price below her limit is refused, and the focus stands on the way to the superior", async () => {
  await operator.goto(`${centre.url}/orders/${id}`);
  await settled(operator);
  await operator.locator("[data-field=amount]").focus();
  await press(operator, "e");
  await operator.waitForFunction(() => document.activeElement?.getAttribute("inputmode") === "decimal");
  await press(operator, "Control+a");
  await operator.keyboard.type("1");
  await press(operator, "Enter");
  await operator.getByText("Beyond your own limits").waitFor();
  await focused(operator, `Ask ${boss.name}`);
  await look(operator, "refused");
});
await step("Enter there opens the question, Ctrl+Enter sends it: he is asked, nothing has changed", async () => {
  await press(operator, "Enter");
  const dialog = operator.getByRole("dialog", { name: `Ask ${boss.name}` });
  await dialog.waitFor();
  await operator.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
  await press(operator, "Control+Enter"); // without a why there is nothing to ask
  await operator.keyboard.type("The kettle came with a dent.");
  await look(operator, "asking");
  await press(operator, "Control+Enter");
  await dialog.waitFor({ state: "detached" });
  await operator.getByText(`Asked ${boss.name}`).waitFor();
  const { items: asked } = await body(bossApi, "/approvals");
  equal(asked.map(({ state, order_id, asked_by, why }) => [state, order_id, asked_by, why]), [["open", id, her.person_id, "The kettle came with a dent."]], "the request");
  const now = await order();
  equal([now.total, now.lines[0].price], [before.total, before.lines[0].price], "the order before the yes");
});
await step("the superior opens and approves it by keyboard, and it is carried out", async () => {
  await superior.goto(`${centre.url}/decisions`);
  const row = superior.getByRole("row", { name: new RegExp(her.name) });
  await row.waitFor();
  await row.focus();
  await press(superior, "Enter");
  const dialog = superior.getByRole("dialog");
  await dialog.getByText("The kettle came with a dent.").waitFor();
  await look(superior, "request");
  await press(superior, "Control+Enter");
  await dialog.waitFor({ state: "detached" });
  await until("the order is changed", async () => (await order()).lines[0].price.minor === 100);
  equal((await body(bossApi, "/approvals")).items.map(({ state }) => state), ["approved"], "the request");
});
await step("axe finds nothing", async () => equal([...new Set(faults)], [], "faults"));
await end(browser, centre);
