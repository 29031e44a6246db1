// Story 1-9 of the first issue in headless Chromium: operator, supervisor and buyer are real browsers with real audio.
import { createRequire } from "node:module";
import path from "node:path";

import { Centre, until } from "./centre.mjs";
import { soundAt } from "./desk.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const { chromium } = createRequire(path.join(root, "desk/package.json"))("playwright-core");
const pictures = process.env.OL_PICTURES;
const flags = ["--disable-gpu", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--no-first-run"];

const where = process.env.OL_STORY_ARGS?.includes("postgresql") ? " (PostgreSQL)" : "";
let failed = 0;
async function step(name, work, critical = false) {
  try {
    await work();
    console.log(`ok ${name}${where}`);
  } catch (error) {
    failed++;
    console.log(`not ok ${name}${where}: ${String(error.message).split("\n")[0]}`);
    for (const page of pages) await page.screenshot({ path: `${pictures}/failed-${name.replaceAll(/\W+/g, "-")}-${pages.indexOf(page)}.png` }).catch(() => {});
    if (critical) {
      // Nothing after this can hold: end here, honestly.
      console.log("# " + centre.log().trim().split("\n").slice(-5).join("\n# "));
      await browser.close();
      await centre.end();
      process.exit(1);
    }
  }
}

const centre = new Centre();
const pages = [];
const problems = [];
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", chromiumSandbox: false, args: flags });
process.on("exit", () => centre.process?.kill("SIGKILL"));

async function open(login, { language, size = { width: 1440, height: 900 }, scheme = "light" } = {}) {
  const context = await browser.newContext({ viewport: size, permissions: ["microphone"], colorScheme: scheme });
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(`${login}: ${error.message}`));
  await page.goto(centre.url);
  await page.locator("input").first().fill(login);
  await page.locator('input[type="password"]').fill(centre.people()[login]);
  await page.keyboard.press("Enter");
  await page.locator("button[data-state]").first().waitFor();
  if (language) {
    await page.evaluate((lang) => fetch("/api/v1/me", { method: "PATCH", headers: { "X-Requested-With": "orderline", "Content-Type": "application/json" }, body: JSON.stringify({ language: lang }) }), language);
    await page.reload();
    await page.locator("button[data-state]").first().waitFor();
  }
  pages.push(page);
  return page;
}
const shot = (page, name) => page.screenshot({ path: `${pictures}/${name}.png` });
/** A screen is there when nothing loads any more and no skeleton is left. */
async function settled(page) {
  await page.waitForLoadState("networkidle");
  await page.locator(".mantine-Skeleton-root").first().waitFor({ state: "detached" });
}
const presence = (page) => page.locator("button[data-state]").first().getAttribute("data-state");
const body = async (api, where) => (await api("GET", where)).json();

await centre.start(...(process.env.OL_STORY_ARGS ?? "").split(" ").filter(Boolean));
const operatorApi = await centre.signIn("oksana");
const supervisorApi = await centre.signIn("supervisor");
let operator, supervisor, contactId, orderId;

await step("an operator signs in and sees her desk", async () => {
  operator = await open("oksana", { language: "uk" });
  await shot(operator, "desk-empty-uk");
});

await step("her browser becomes her phone", async () => {
  await operator.goto(`${centre.url}/phone`);
  const connect = operator.getByRole("button", { name: /Підключити|Під.єднати|Connect the phone/ });
  await connect.first().waitFor();
  await connect.first().click();
  await until("phone is reachable", async () => (await body(operatorApi, "/api/v1/me/agent")).reachable);
  await shot(operator, "phone-check-uk");
});

await step("she sets herself ready by key", async () => {
  await operator.keyboard.press("g");
  await operator.keyboard.press("d");
  await operator.waitForURL(centre.url + "/");
  await operator.keyboard.press("F8");
  await until("she is ready", async () => (await presence(operator)) === "ready", 5000);
}, true);

await step("the supervisor opens the board", async () => {
  supervisor = await open("supervisor", { language: "en" });
  await supervisor.goto(`${centre.url}/board`);
  await supervisor.getByText(/Оксана Литвин|Дім чайників/).first().waitFor();
  await settled(supervisor);
  await shot(supervisor, "board-en");
});

await step("a demo buyer calls and rings with card, order and reason", async () => {
  await operatorApi("POST", "/api/v1/demo/calls", { scenario: "confirm" });
  await until("the offer rings", async () => (await presence(operator)) === "reserved", 40000);
  const card = await until("a card with her open order", async () => {
    const current = (await body(operatorApi, "/api/v1/contacts/current")).contact;
    return current?.orders?.length ? current : null;
  });
  contactId = card.contact_id;
  orderId = card.orders.find((order) => order.desk_state === "new")?.id ?? card.orders[0].id;
  if (!card.why.code || card.rings < 1 || card.caller.who !== "buyer") throw new Error(`card is thin: ${JSON.stringify([card.why, card.rings, card.caller.who])}`);
  await operator.getByText(card.caller.name).first().waitFor();
  await shot(operator, "ringing-uk");
}, true);

await step("she answers by F2 and hears the buyer", async () => {
  await operator.keyboard.press("F2");
  await until("she talks", async () => (await presence(operator)) === "talking");
  const heard = await soundAt(operator, "sound comes in");
  console.log(`# peak heard ${heard.toFixed(2)}`);
  await shot(operator, "desk-operator");
}, true);

await step("a reload during the call loses neither call nor note", async () => {
  await operator.keyboard.press("n");
  await operator.keyboard.type("Хоче доставку ввечері");
  await until("the draft is on the server", async () => (await body(operatorApi, "/api/v1/contacts/current")).contact?.note_draft === "Хоче доставку ввечері");
  await operator.reload();
  await until("the call goes on", async () => (await body(operatorApi, "/api/v1/contacts/current")).contact?.state === "talking", 20000);
  await operator.locator("textarea").first().waitFor();
  await until("the note is back", () => operator.evaluate(() => [...document.querySelectorAll("textarea")].some((t) => t.value.includes("ввечері"))));
});

await step("she confirms the seven fields and the order", async () => {
  const order = () => body(operatorApi, `/api/v1/orders/${orderId}?contact_id=${contactId}`);
  const fields = (await order()).checks.map((check) => check.field);
  if (fields.length !== 7) throw new Error(`seven fields wanted, got ${fields}`);
  await operator.keyboard.press("Escape");
  await operator.keyboard.press("o");
  for (let i = 0; i < 12; i++) {
    const open = (await order()).checks.filter((check) => check.state === "open");
    if (open.length === 0) break;
    if (open[0].field === "delivery_time" && open.length === 1) {
      const day = new Date(Date.now() + 86400000);
      day.setUTCHours(12, 0, 0, 0);
      const current = await order();
      const done = await operator.evaluate(([id, version, contact, from]) => fetch(`/api/v1/orders/${id}/checks`, { method: "POST", headers: { "X-Requested-With": "orderline", "Content-Type": "application/json", "If-Match": `"${version}"` }, body: JSON.stringify({ field: "delivery_time", result: "changed", delivery_from: from, delivery_to: from + 4 * 3600000, contact_id: contact }) }).then((r) => r.status), [orderId, current.version, contactId, day.getTime()]);
      if (done !== 200) throw new Error(`slot answered ${done}`);
      continue;
    }
    await operator.waitForFunction(() => document.activeElement?.hasAttribute("data-field"));
    await operator.keyboard.press("Enter");
    await until("the field is kept", async () => (await order()).checks.filter((check) => check.state === "open").length < open.length, 5000);
  }
  await shot(operator, "confirming-uk");
  await operator.keyboard.press("Control+Shift+Enter");
  await until("the order is confirmed", async () => (await order()).desk_state === "confirmed", 8000);
  const evidence = (await order()).checks.every((check) => check.by && check.at && check.contact_id === contactId);
  if (!evidence) throw new Error("a check has no evidence");
});

await step("a promise for the delivery slot is listed with its due time", async () => {
  const list = await body(operatorApi, `/api/v1/promises?state=open&order_id=${orderId}`);
  if (list.items.length !== 1 || list.items[0].kind !== "delivery" || !list.items[0].due_at) throw new Error(JSON.stringify(list).slice(0, 200));
});

await step("the board shows her talking within a second", async () => {
  await supervisor.goto(`${centre.url}/board`);
  await until("the board says talking", async () => (await body(supervisorApi, "/api/v1/board")).agents.some((agent) => agent.name === "Оксана Литвин" && agent.state === "talking"), 3000);
  await supervisor.getByText("Оксана Литвин").first().waitFor();
  await shot(supervisor, "board-talking-en");
});

await step("wrap-up with disposition and note, then ready again", async () => {
  await operator.keyboard.press("Control+e");
  await until("wrap-up begins", async () => (await presence(operator)) === "wrap_up");
  await shot(operator, "wrap-up-uk");
  const more = await operatorApi("POST", `/api/v1/contacts/${contactId}/more-time`, {});
  if (!more.ok) throw new Error(`more time answered ${more.status}`);
  const saved = await operatorApi("POST", `/api/v1/contacts/${contactId}/wrap-up`, { disposition: "confirmed", note: "Хоче доставку ввечері", cause: "" });
  if (!saved.ok) throw new Error(`wrap-up answered ${saved.status}`);
  await until("ready again", async () => (await presence(operator)) === "ready");
});

await step("the supervisor plays the stereo recording", async () => {
  const recording = await until("the recording is closed", async () => (await body(supervisorApi, "/api/v1/recordings")).items.find((r) => r.contact_id === contactId && r.state === "closed"));
  const peaks = await body(supervisorApi, `/api/v1/recordings/${recording.id}/peaks?points=200`);
  if (!(Math.max(...peaks.left) > 3)) throw new Error(`the buyer's channel is silent: ${Math.max(...peaks.left)}`);
  if (!(Math.max(...peaks.right) > 3)) throw new Error(`the operator's channel is silent: ${Math.max(...peaks.right)}`);
  await supervisor.goto(`${centre.url}/recordings`);
  await supervisor.getByText("Оксана Литвин").first().click();
  await settled(supervisor);
  await shot(supervisor, "recordings-en");
});

await step("why it went to her is told of the past contact too", async () => {
  await supervisor.goto(`${centre.url}/recordings`);
  await supervisor.getByRole("button", { name: "Why did it go there?" }).first().click();
  await supervisor.getByText(/The only operator ready now|You were free for/).waitFor();
  await supervisor.keyboard.press("Escape");
  await supervisor.goto(`${centre.url}/reports`);
  await supervisor.getByRole("combobox", { name: "Period" }).selectOption("today");
  await supervisor.getByRole("button", { name: /^Answered: / }).first().click();
  const rows = supervisor.getByRole("dialog", { name: "Answered" });
  await rows.getByRole("button", { name: "Why did it go there?" }).first().click();
  await supervisor.getByText(/The only operator ready now|You were free for/).waitFor();
  await supervisor.keyboard.press("Escape");
  await supervisor.getByText(/The only operator ready now|You were free for/).waitFor({ state: "hidden" });
  await rows.waitFor();
});
await step("a buyer calls from the storefront in another browser", async () => {
  const context = await browser.newContext({ permissions: ["microphone"], viewport: { width: 1280, height: 800 } });
  const buyer = await context.newPage();
  await buyer.goto(`${centre.url}/shop`);
  await shot(buyer, "storefront-uk");
  await buyer.locator("button").filter({ hasText: /Подзвон|Зателеф|Call/ }).first().click();
  await buyer.locator("#ask input").first().fill("Олена");
  await buyer.locator("#ask button[type=submit]").click();
  await until("the web call rings", async () => (await presence(operator)) === "reserved", 40000);
  await operator.keyboard.press("F2");
  await until("she talks to the web buyer", async () => (await presence(operator)) === "talking");
  const heard = await soundAt(buyer, "the operator's tone arrives at the buyer");
  console.log(`# buyer hears a peak of ${heard.toFixed(2)}`);
  await operator.keyboard.press("Control+e");
  await until("wrap-up", async () => (await presence(operator)) === "wrap_up");
  await shot(buyer, "storefront-call-uk");
  await context.close();
  await operatorApi("POST", `/api/v1/contacts/${(await body(operatorApi, "/api/v1/me/agent")).contact_id}/wrap-up`, { disposition: "third_party", note: "", cause: "" });
});

await step("a busy hour makes the board live", async () => {
  await supervisorApi("POST", "/api/v1/demo/busy-hour", { on: true });
  await supervisor.goto(`${centre.url}/board`);
  const live = await until("simulated operators talk", async () => {
    const board = await body(supervisorApi, "/api/v1/board");
    const talking = board.agents.filter((agent) => agent.state === "talking").length;
    return talking >= 2 ? { talking, offered: board.shops[0].today.offered } : null;
  }, 90000);
  console.log(`# ${live.talking} talk, ${live.offered} offered today`);
  await shot(supervisor, "board-busy-en");
  await supervisorApi("POST", "/api/v1/demo/busy-hour", { on: false });
});

await step("screens in both themes, two sizes, two languages", async () => {
  for (const [name, where] of [["orders", "/orders"], ["promises", "/promises"], ["people", "/people"], ["settings", "/settings"], ["board", "/board"], ["demo", "/demo"]]) {
    await supervisor.goto(centre.url + where);
    await settled(supervisor);
    await shot(supervisor, `${name}-en`);
  }
  const dark = await open("owner", { language: "uk", size: { width: 1024, height: 768 }, scheme: "dark" });
  for (const [name, where] of [["board", "/board"], ["orders", "/orders"], ["settings", "/settings"], ["people", "/people"], ["demo", "/demo"]]) {
    await dark.goto(centre.url + where);
    await settled(dark);
    await shot(dark, `${name}-dark-1024-uk`);
  }
});

await step("the plug is pulled and everything acknowledged comes back", async () => {
  await centre.kill("SIGKILL");
  await centre.start(...centre.args);
  const again = await centre.signIn("supervisor");
  const order = await body(again, `/api/v1/orders/${orderId}`);
  if (order.desk_state !== "confirmed") throw new Error(`the order is ${order.desk_state}`);
  const promises = await body(again, `/api/v1/promises?order_id=${orderId}`);
  if (promises.items.length !== 1) throw new Error("the promise is gone");
  const demo = await body(again, "/api/v1/demo");
  if (!demo.last_crash) throw new Error("no report of the crash");
});

await step("no page threw an error", async () => {
  if (problems.length) throw new Error(problems.slice(0, 3).join(" | "));
});

await browser.close();
await centre.end();
process.exit(failed ? 1 : 0);
