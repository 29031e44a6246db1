// What must hold on every screen, in a real browser against the release server: axe finds nothing against WCAG 2.2 AA in light and
// dark; foreign text is shown as text; the whole operator's story works with the mouse unplugged. Prints "ok ..." / "not ok ...: why".

import { Centre, until } from "./centre.mjs";
import { cutTexts, launch, openDesk, settled, sizes, speak } from "./desk.mjs";
import { evil, longName, orders } from "./overfull.mjs";
import { suite, violationsIn } from "./suite.mjs";

const centre = new Centre();
const { step, end } = suite();
const browser = await launch();
process.on("exit", () => centre.process?.kill("SIGKILL"));
await centre.start();
const owner = await centre.signIn("owner");
const operator = await centre.signIn("oksana");
const { shops } = await (await owner("GET", "/api/v1/me")).json();
await orders(owner, 6, shops[0].id); // the newest has the worst name; the demo buyer who calls to confirm is hers
const agent = async () => (await operator("GET", "/api/v1/me/agent")).json();
const current = async () => (await (await operator("GET", "/api/v1/contacts/current")).json()).contact;

// ---- axe ----

const violations = [];
/** All rules in light; in dark only what a theme can change. */
async function look(page, name) {
  for (const scheme of ["light", "dark"]) {
    const found = await violationsIn(page, scheme, scheme === "dark");
    violations.push(...found.map((fault) => `${name} ${scheme}: ${fault}`));
  }
  await page.emulateMedia({ colorScheme: "light" });
}
const hurt = [];
/** No element came out of foreign text, and none of its script ran. */
async function unhurt(page, name) {
  if (await page.evaluate(() => window.hurt === 1 || document.querySelector('img[src="x"]') !== null)) hurt.push(name);
}
const visit = async (page, where) => {
  await page.goto(centre.url + where);
  await settled(page);
};

const places = { orders: "/orders", "new order": "/orders/new", promises: "/promises", tasks: "/tasks", lost: "/tasks/lost", board: "/board", "live calls": "/live", "what if": "/what-if", recordings: "/recordings",
  people: "/people", audit: "/audit", settings: "/settings", hours: "/settings/hours", queue: "/settings/queue", trunks: "/settings/trunks", "recording rules": "/settings/recording", flows: "/settings/flows", alerts: "/settings/alerts", chat: "/settings/chat", channels: "/settings/channels", mailboxes: "/settings/mailboxes", answers: "/settings/answers", inbox: "/inbox", stores: "/settings/stores", import: "/settings/import",
  profile: "/profile", phone: "/phone", demo: "/demo" };
const boss = await openDesk(browser, centre, "owner");
await step("foreign text is text on every screen of the head", async () => {
  const { items } = await (await owner("GET", "/api/v1/orders?limit=1")).json();
  const made = await owner("POST", "/api/v1/people", { name: evil, login: "evil", language: "uk", roles: ["inbound_operator"], shop_ids: [shops[0].id] });
  if (!made.ok) throw new Error(`person: ${await made.text()}`);
  const order = await (await owner("GET", `/api/v1/orders/${items[0].id}`)).json();
  await owner("POST", "/api/v1/promises", { kind: "reply", text: evil, due_at: Date.now() + 3600000, to_customer_id: order.customer_id, order_id: order.id, owner_id: (await (await owner("GET", "/api/v1/me")).json()).person_id });
  for (const [name, where] of [...Object.entries(places), ["order card", `/orders/${order.id}`]]) {
    await visit(boss, where);
    await unhurt(boss, name);
    if (["orders", "people", "promises", "order card"].includes(name) && (await boss.getByText(evil).count()) === 0) throw new Error(`${name} does not show it`);
    await look(boss, name);
  }
  if (hurt.length) throw new Error(hurt.join(", "));
});
await step("a phone's width shows everything", async () => {
  await boss.setViewportSize(sizes.phone);
  const cut = [];
  for (const [name, where] of Object.entries(places)) {
    await visit(boss, where);
    cut.push(...(await cutTexts(boss)).map((text) => `${name}: ${text}`));
  }
  await boss.setViewportSize(sizes.wide);
  if (cut.length) throw new Error(cut.slice(0, 5).join(" | "));
});
await step("dialogs, menus and the palette are for everybody", async () => {
  await visit(boss, "/people");
  await boss.locator("tbody tr").first().focus();
  await boss.keyboard.press("Enter");
  await boss.getByRole("dialog").waitFor();
  await look(boss, "person");
  await boss.keyboard.press("Escape");
  await boss.getByRole("dialog").waitFor({ state: "detached" });
  await boss.waitForFunction(() => document.activeElement?.tagName === "TR"); // back on the row that opened it
  await boss.keyboard.press("Control+k");
  await boss.getByRole("combobox").waitFor();
  await boss.keyboard.type("покупець");
  await boss.getByRole("option").first().waitFor();
  await look(boss, "palette");
  await unhurt(boss, "palette");
  await boss.keyboard.press("Escape");
  await boss.keyboard.press("Shift+?");
  await boss.getByRole("dialog").waitFor();
  await look(boss, "keys");
  await boss.keyboard.press("Escape");
  if (hurt.length) throw new Error(hurt.join(", "));
});
await step("what if runs by the keyboard, shows the record beside the model, and is for everybody", async () => {
  await visit(boss, "/what-if");
  await boss.locator("form fieldset button:not([aria-hidden])").first().focus(); // more people for some hours
  await boss.keyboard.press("Enter");
  await boss.waitForFunction(() => document.activeElement?.closest("[data-more]") !== null && document.activeElement?.tagName === "INPUT");
  await boss.keyboard.press("Control+Enter");
  await boss.locator("table tbody tr").first().waitFor();
  await until("the run ends", async () => (await boss.getByRole("progressbar").count()) === 0, 60000);
  const cells = await boss.locator("table tbody tr").first().locator("td").allInnerTexts();
  if (!/^\d+$/.test(cells[0]) || !cells[1].includes("±")) throw new Error(`the record and the model: ${cells.join(" | ")}`);
  await look(boss, "what if, both days");
  await boss.setViewportSize(sizes.small);
  const cut = await cutTexts(boss);
  await boss.setViewportSize(sizes.wide);
  if (cut.length) throw new Error(cut.slice(0, 5).join(" | "));
  await boss.locator("[data-more] button").last().click();
  await boss.waitForFunction(() => document.activeElement?.tagName === "BUTTON" && document.activeElement.closest("fieldset") !== null);
});
await step("a trunk is saved once, and never over what another one saved meanwhile", async () => {
  const trunks = async () => (await (await owner("GET", "/api/v1/trunks")).json()).items;
  await speak(boss, "en");
  await visit(boss, "/settings/trunks");
  await boss.getByRole("button", { name: "Add a trunk" }).click();
  await boss.getByLabel("Name", { exact: false }).first().fill("Telco");
  await boss.getByLabel("Server of the carrier").fill("sip:192.0.2.1");
  await boss.getByLabel("Calls at once").fill("");
  const save = boss.getByRole("button", { name: "Save" });
  await save.click();
  await boss.getByRole("alert").getByText("Write a number.").waitFor();
  await boss.waitForFunction(() => document.activeElement?.getAttribute("aria-invalid") === "true");
  await boss.getByLabel("Calls at once").fill("5");
  await save.click();
  await boss.getByRole("alert").getByText("without “sip:”").waitFor();
  await look(boss, "a trunk's fault");
  await boss.getByLabel("Server of the carrier").fill("192.0.2.1");
  await save.dblclick();
  await boss.getByRole("article", { name: "Telco" }).waitFor();
  const [made, ...more] = await trunks();
  if (more.length) throw new Error("a double click made two");
  await boss.getByRole("button", { name: "Change" }).click();
  const other = { ...made.settings, max_calls: 7 };
  const put = await owner("PUT", `/api/v1/trunks/${made.id}`, { settings: other }, { "if-match": `"${made.version}"` });
  if (!put.ok) throw new Error(`PUT: ${await put.text()}`);
  await boss.getByLabel("Order among trunks, lowest first").fill("3");
  await save.click();
  await boss.getByRole("alert").getByText("What they changed is shown now").waitFor();
  if ((await boss.getByLabel("Calls at once").inputValue()) !== "7") throw new Error("the other's value is not shown");
  await save.click();
  await boss.getByRole("article", { name: "Telco" }).waitFor();
  const { settings } = (await trunks())[0];
  if (settings.max_calls !== 7 || settings.priority !== 3) throw new Error(`kept: ${settings.max_calls} ${settings.priority}`);
  await boss.getByRole("button", { name: "Remove" }).dblclick();
  await boss.getByRole("button", { name: "Remove for good?" }).waitFor();
  if ((await trunks()).length !== 1) throw new Error("a double click removed it");
  await boss.getByRole("button", { name: "Remove for good?" }).click();
  await until("removed", async () => (await trunks()).length === 0);
});

// ---- the mouse is unplugged ----

/** Where the focus is, and whether an eye would find it. */
const focus = (page) => page.evaluate(() => {
  const node = document.activeElement;
  if (!node || node === document.body) return { name: "nothing", seen: false };
  // A radio button or switch shows its focus on what is drawn for it.
  const drawn = node.matches("[type=radio], [type=checkbox]") ? (node.nextElementSibling ?? node) : node;
  const style = getComputedStyle(drawn);
  const box = drawn.getBoundingClientRect();
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const plain = getComputedStyle(document.documentElement).getPropertyValue("--ol-line-strong");
  const field = node.matches("input, textarea, select") && (node.closest("[role=dialog]") !== null || style.borderTopColor !== plain);
  return { name: `${node.tagName.toLowerCase()} ${node.getAttribute("aria-label") ?? node.innerText?.slice(0, 30) ?? ""}`.trim(), seen: (ring || field) && box.width > 0 && box.top < innerHeight && box.bottom > 0 };
});
async function seen(page, after) {
  const at = await focus(page);
  if (!at.seen) throw new Error(`after ${after} the focus is not to be seen: ${at.name}`);
  return at;
}
const walked = [];
await step("Tab walks through every screen, seen at each stop, and is never trapped", async () => {
  for (const [name, where] of Object.entries(places)) {
    await visit(boss, where);
    await boss.evaluate(() => document.activeElement?.blur());
    let before = "", stops = 0, repeats = 0;
    for (let press = 0; press < 45; press++) {
      await boss.keyboard.press("Tab");
      const at = await boss.evaluate(() => { const node = document.activeElement; window.stop = (window.stop ?? 0) + 1; if (node && node !== document.body) node.dataset.stop ??= String(window.stop); return node === document.body ? "" : node?.dataset.stop; });
      if (!at) break;
      repeats = at === before ? repeats + 1 : 0;
      const parts = await boss.evaluate(() => (document.activeElement.matches("[type=date], [type=time], [type=datetime-local]") ? 6 : 0)); // day, month, year, picker
      if (repeats > parts) throw new Error(`${name}: trapped at ${(await focus(boss)).name}`);
      const where = await focus(boss);
      if (!where.seen) throw new Error(`${name}: not to be seen at ${where.name}`);
      before = at;
      stops++;
    }
    walked.push(`${name} ${stops}`);
  }
});

const page = await (await browser.newContext({ viewport: sizes.wide, permissions: ["microphone"], reducedMotion: "reduce" })).newPage();
const press = (...keys) => keys.reduce((last, key) => last.then(() => page.keyboard.press(key)), Promise.resolve());
await step("the door opens by keyboard", async () => {
  await page.goto(centre.url);
  await page.locator("input").first().waitFor();
  await look(page, "sign-in");
  await page.keyboard.type("oksana");
  await press("Tab");
  await page.keyboard.type(centre.people().oksana);
  await press("Enter");
  await page.locator("button[data-state]").first().waitFor();
  await speak(page, "en");
});
await step("the phone is connected and she is ready, by keyboard", async () => {
  await press("Control+k");
  await page.keyboard.type("Ready or pause");
  await page.getByRole("option").first().waitFor();
  await press("Enter"); // without a phone this leads to the phone check
  await page.waitForURL(`${centre.url}/phone`);
  const connect = page.getByRole("button", { name: "Connect the phone" });
  await connect.waitFor();
  for (let i = 0; i < 30 && !(await connect.evaluate((node) => node === document.activeElement)); i++) await press("Tab");
  await seen(page, "Tab to the phone's button");
  await press("Enter");
  await until("phone is reachable", async () => (await agent()).reachable);
  await page.getByRole("link", { name: "Phone is connected" }).waitFor();
  await press("F8");
  await until("she is ready", async () => (await agent()).state === "ready");
});
await step("the key of a free number leads into its field", async () => {
  await press("Control+Shift+l");
  await page.getByRole("dialog").waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("type") === "tel");
  await page.keyboard.type("067 111 22 33");
  await page.waitForFunction(() => document.querySelector("[role=dialog] input[type=tel]").value === "067 111 22 33");
  await press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});
await step("a call rings, is answered, held, muted and written down, by keyboard", async () => {
  await operator("POST", "/api/v1/demo/calls", { scenario: "confirm" });
  await until("it rings", async () => (await agent()).state === "reserved", 40000);
  await page.getByText(longName).first().waitFor();
  await look(page, "ringing");
  await unhurt(page, "ringing");
  await press("F2");
  await until("she talks", async () => (await agent()).state === "talking");
  await page.locator("textarea").first().waitFor();
  await settled(page);
  await look(page, "talking");
  await unhurt(page, "talking");
  await press("h");
  await until("held", async () => (await current()).held);
  await page.getByRole("button", { name: "Resume" }).waitFor();
  await press("h");
  await until("resumed", async () => !(await current()).held);
  await press("m");
  await until("muted", async () => (await current()).muted);
  await page.getByRole("button", { name: "Unmute" }).waitFor();
  await press("m");
  await until("unmuted", async () => !(await current()).muted);
  await page.getByRole("button", { name: "Keypad" }).focus();
  await press("Enter");
  await page.getByRole("group", { name: "Keypad" }).waitFor();
  await press("5", "Escape");
  await page.getByRole("group", { name: "Keypad" }).waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement?.tagName === "BUTTON" && document.activeElement.ariaLabel === "Keypad");
  await press("n");
  await page.keyboard.type(evil);
  await until("the draft is kept", async () => (await current()).note_draft === evil);
  await press("Escape");
});
await step("a second window takes the phone, and its end gives it back in the talk", async () => {
  const second = await page.context().newPage();
  try {
    await second.goto(centre.url);
    await second.locator("button[data-state]").first().waitFor();
    await page.getByRole("link", { name: "Phone is in another window" }).waitFor();
  } finally {
    await second.close(); // the steps after this one need the first window in front
  }
  await page.getByRole("link", { name: "Phone is connected" }).waitFor();
  await until("the talk goes on", async () => (await agent()).reachable && (await current()).state === "talking");
});
await step("an order by hand in the call, with its faults at their fields", async () => {
  const before = (await current()).orders.length;
  await press("c");
  await page.getByRole("form", { name: "New order" }).or(page.getByRole("region", { name: "New order" })).waitFor();
  await look(page, "order in the call");
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "combobox");
  await press("Control+Enter"); // no product yet
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-invalid") === "true");
  await page.keyboard.type("чай");
  await page.getByRole("option").first().waitFor();
  await press("ArrowDown", "Enter");
  await page.waitForFunction(() => [...document.querySelectorAll("[data-line] input")].at(-1)?.value !== "");
  await press("Tab");
  await page.keyboard.type("2");
  await press("Control+Enter");
  const made = await until("the card has the new order", async () => { const list = (await current()).orders; return list.length > before ? list.reduce((a, b) => (BigInt(a.id) > BigInt(b.id) ? a : b)) : null; });
  if (made.source !== "desk" || made.lines[0].quantity !== 2) throw new Error(`made: ${JSON.stringify(made).slice(0, 300)}`);
  await page.waitForFunction(() => document.activeElement?.getAttribute("data-field") === "recipient");
  await seen(page, "landing on the card");
  await page.getByRole("heading", { name: `Order ${made.number}` }).waitFor();
});
await step("the seven facts, the order and a promise, by keyboard", async () => {
  const card = page.getByRole("article");
  for (let fact = 0; fact < 6; fact++) {
    const text = `${fact + 1} of 7`;
    await press("Enter");
    await card.getByText(text).waitFor();
  }
  await page.waitForFunction(() => document.activeElement?.getAttribute("data-field") === "delivery_time");
  await press("e");
  await page.getByRole("group", { name: "Usual times" }).waitFor();
  await look(page, "delivery time");
  await press("1");
  await card.getByText("7 of 7").waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("data-field") === "confirm");
  await press("Control+Shift+Enter");
  await card.getByText("The order is confirmed.").waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "status");
  await look(page, "confirmed");
  await press("Escape", "p");
  await page.getByRole("dialog").waitFor();
  await look(page, "promise");
  await page.keyboard.type(evil);
  await press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await until("promised", async () => (await current()).promises.some((promise) => promise.text === evil));
  await page.getByText(evil).first().waitFor();
  await unhurt(page, "promise");
  await seen(page, "the dialog has closed");
});
await step("wrap-up and back to ready, by keyboard", async () => {
  await press("Control+e");
  await until("wrap-up", async () => (await agent()).state === "wrap_up");
  await page.waitForFunction(() => document.activeElement?.tagName === "INPUT");
  await look(page, "wrap-up");
  await unhurt(page, "wrap-up");
  await press("1", "Control+Enter");
  await until("ready", async () => (await agent()).state === "ready");
  await look(page, "ready");
});
await step("the list of orders is walked and opened by keyboard", async () => {
  await press("g", "o");
  await page.getByRole("listbox", { name: "Orders" }).waitFor();
  await press("j", "j", "k");
  await seen(page, "J and K");
  await press("Enter");
  await page.getByRole("article").waitFor();
  await press("g", "o");
  await page.getByRole("listbox", { name: "Orders" }).waitFor();
  await press("c");
  await page.waitForURL(`${centre.url}/orders/new`);
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "combobox");
  await page.keyboard.type("Новий");
  await press("Escape", "Escape");
  await page.waitForURL(`${centre.url}/orders`);
});
await step("foreign text never became a page's own", async () => {
  if (hurt.length) throw new Error(hurt.join(", "));
});
await step("axe finds nothing against WCAG 2.2 AA, light and dark", async () => {
  for (const fault of violations.slice(0, 40)) console.log(`# ${fault}`);
  if (violations.length) throw new Error(`${violations.length} faults`);
});
console.log(`# stops of Tab: ${walked.join(", ")}`);
await end(browser, centre);
