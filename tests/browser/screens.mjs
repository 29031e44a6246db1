// Every screen as a picture, for a person to look at: 4 languages x light and dark x 3 widths x empty, usual and overfull data.
//   node tests/browser/screens.mjs [DATA…] [--screens=orders,board] [--langs=uk] [--sizes=wide] [--themes=dark]
//   DATA: empty usual overfull (all three unless told); pictures go to $OL_PICTURES/DATA/SCREEN-SIZE-THEME-LANG.png
// What a machine can see it says itself: text cut off without a title, and pages that scroll sideways, are "not ok".
import fs from "node:fs";
import path from "node:path";

import { Centre, until } from "./centre.mjs";
import { cutTexts, languages, launch, openDesk, settled, sizes, speak } from "./desk.mjs";
import { fill } from "./overfull.mjs";

const option = (name, all) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.split("=")[1].split(",") ?? all;
const kinds = process.argv.slice(2).filter((arg) => !arg.startsWith("--"));
const langs = option("langs", languages), themes = option("themes", ["light", "dark"]), widths = option("sizes", Object.keys(sizes));
const wanted = option("screens");
const out = process.env.OL_PICTURES ?? "build/screens";
const pages = { orders: "/orders", "new-order": "/orders/new", "hand-over": "/orders/hand-over", promises: "/promises", tasks: "/tasks", lost: "/tasks/lost", board: "/board", live: "/live", recordings: "/recordings", reports: "/reports",
  people: "/people", audit: "/audit", settings: "/settings", hours: "/settings/hours", callbacks: "/settings/callbacks", webchats: "/settings/chat", confirming: "/settings/confirming", contacts: "/settings/contacts", answers: "/settings/answers", channels: "/settings/channels", mailboxes: "/settings/mailboxes", queue: "/settings/queue", trunks: "/settings/trunks", recording: "/settings/recording", flows: "/settings/flows", alerts: "/settings/alerts", stores: "/settings/stores", couriers: "/settings/couriers", import: "/settings/import",
  profile: "/profile", phone: "/phone", demo: "/demo" };
const faults = new Map();
let taken = 0;
const has = (name) => !wanted || wanted.includes(name);

/** One picture of the page as it stands, in each wanted size and theme. */
async function shoot(page, kind, name, lang) {
  fs.mkdirSync(path.join(out, kind), { recursive: true });
  for (const width of widths) {
    await page.setViewportSize(sizes[width]);
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      if (theme === themes[0]) {
        await settled(page);
        for (const fault of await cutTexts(page)) note(`${kind} ${name} ${width}`, lang, fault);
      }
      await page.screenshot({ path: path.join(out, kind, `${name}-${width}-${theme}-${lang}.png`) });
      taken++;
    }
  }
  await page.setViewportSize(sizes.wide);
}
function note(where, lang, fault) {
  const key = `${where}: ${fault}`;
  faults.set(key, [...(faults.get(key) ?? []), lang]);
}

async function screens(browser, centre, kind, login, password) {
  const page = await openDesk(browser, centre, login, { password });
  for (const lang of langs) {
    await speak(page, lang);
    for (const [name, where] of Object.entries(pages)) {
      if (!has(name)) continue;
      await page.goto(centre.url + where);
      await settled(page);
      await shoot(page, kind, name, lang);
    }
    if (has("order") && kind !== "empty") {
      const { items } = await page.evaluate(() => fetch("/api/v1/orders?limit=1").then((r) => r.json()));
      await page.goto(`${centre.url}/orders/${items[0].id}`);
      await settled(page);
      await shoot(page, kind, "order", lang);
    }
    if (has("buyer") && kind !== "empty") {
      const buyer = await page.evaluate(async () => {
        const read = (path) => fetch(path).then((r) => r.json());
        const { items } = await read("/api/v1/orders?limit=1");
        return (await read(`/api/v1/orders/${items[0].id}`)).customer_id;
      });
      await page.goto(`${centre.url}/buyers/${buyer}`);
      await settled(page);
      await shoot(page, kind, "buyer", lang);
    }
    if (has("player") && kind === "usual") {
      await page.goto(`${centre.url}/recordings`);
      await settled(page);
      const row = page.locator("tbody tr").first();
      if (await row.count()) {
        await row.click();
        await settled(page);
        await shoot(page, kind, "player", lang);
      }
    }
    if (has("keys")) {
      await page.goto(centre.url + "/profile");
      await settled(page);
      await page.keyboard.press("Shift+?");
      await page.getByRole("dialog").waitFor();
      await shoot(page, kind, "keys", lang);
    }
  }
  await page.context().close();
}

/** Before anybody is signed in: the door, and the shop's own page. */
async function doors(browser, centre, kind) {
  const context = await browser.newContext({ viewport: sizes.wide, reducedMotion: "reduce" });
  const page = await context.newPage();
  for (const lang of langs) {
    if (has("sign-in")) {
      await page.goto(centre.url);
      await page.evaluate((code) => localStorage.setItem("orderline.language", code), lang);
      await page.reload();
      await page.locator("input").first().waitFor();
      await page.locator(`button[lang=${lang}]`).click();
      await shoot(page, kind, kind === "empty" ? "set-up" : "sign-in", lang);
    }
    if (has("storefront") && kind === "usual") {
      await page.goto(`${centre.url}/shop?lang=${lang}`);
      await shoot(page, kind, "storefront", lang);
      await page.locator("button[data-open-call]").first().click();
      await shoot(page, kind, "storefront-call", lang);
    }
  }
  await context.close();
}

/** The desk idle, ringing, in talk, taking an order, in wrap-up: a real call, looked at by a second window of hers. */
async function desk(browser, centre, kind) {
  const api = await centre.signIn("oksana");
  const owner = await centre.signIn("owner");
  await centre.setQueue(owner, { ring_timeout_ms: 300000, wrap_up_ms: 600000 });
  const phone = await openDesk(browser, centre, "oksana");
  const view = await openDesk(browser, centre, "oksana");
  const all = async (name) => {
    if (!has(name) && !has("desk")) return;
    for (const lang of langs) {
      await speak(view, lang);
      await view.goto(centre.url + "/");
      await settled(view);
      await shoot(view, kind, name, lang);
    }
  };
  await all("desk-no-phone");
  await phone.goto(centre.url + "/phone");
  await phone.locator("main button").first().click();
  const state = async () => (await (await api("GET", "/api/v1/me/agent")).json()).state;
  await until("phone is reachable", async () => (await (await api("GET", "/api/v1/me/agent")).json()).reachable);
  await api("POST", "/api/v1/me/presence", { state: "ready", reason: "" });
  await until("ready", async () => (await state()) === "ready");
  await all("desk-ready");
  await api("POST", "/api/v1/demo/calls", { scenario: "confirm" });
  await until("rings", async () => (await state()) === "reserved", 40000);
  await all("desk-ringing");
  const { contact } = await (await api("GET", "/api/v1/contacts/current")).json();
  await api("POST", `/api/v1/contacts/${contact.contact_id}/answer`, {});
  await until("talks", async () => (await state()) === "talking");
  await all("desk-talking");
  if (has("desk") || has("desk-new-order")) {
    for (const lang of langs) {
      await speak(view, lang);
      await settled(view);
      await view.keyboard.press("c");
      await view.locator("form").waitFor();
      await shoot(view, kind, "desk-new-order", lang);
      await view.keyboard.press("Escape");
    }
  }
  await api("POST", `/api/v1/contacts/${contact.contact_id}/hang-up`, {});
  await until("wrap-up", async () => (await state()) === "wrap_up");
  await all("desk-wrap-up");
  await api("POST", `/api/v1/contacts/${contact.contact_id}/wrap-up`, { disposition: "confirmed", note: "", cause: "" });
  await phone.context().close();
  await view.context().close();
}

const browser = await launch();
const centres = [];
process.on("exit", () => centres.forEach((centre) => centre.process?.kill("SIGKILL")));
for (const kind of kinds.length ? kinds : ["empty", "usual", "overfull"]) {
  const centre = new Centre();
  centres.push(centre);
  await centre.start(...(kind === "empty" ? ["--empty"] : []));
  let sign = ["owner"];
  if (kind === "empty") {
    await doors(browser, centre, kind);
    const answers = { shop_name: "Kettles", country: "UA", languages: ["uk"], numbers: [], alone: false, people: [], owner_name: "Ірина", owner_login: "iryna",
      owner_password: "long enough password", channels: ["phone"], week: [1, 2, 3, 4, 5].map((day) => ({ day, open: [{ from: "09:00", to: "20:00" }] })),
      desk_language: "uk", confirm_rule: "all",
      missed_goes_to: "callback", demo: false };
    await centre.call("POST", "/api/v1/setup", answers);
    sign = ["iryna", "long enough password"];
  }
  if (kind === "overfull") await fill(centre);
  if (kind === "usual") await doors(browser, centre, kind);
  if (kind !== "empty" && (!wanted || wanted.some((name) => name.startsWith("desk")))) await desk(browser, centre, kind);
  await screens(browser, centre, kind, ...sign);
  await centre.end();
}
await browser.close();
for (const [fault, where] of faults) console.log(`# ${fault} [${where.join(" ")}]`);
console.log(faults.size === 0 ? `ok ${taken} pictures of every screen: nothing is cut` : `not ok ${taken} pictures of every screen: ${faults.size} texts are cut`);
process.exit(faults.size ? 1 : 0);
