// More than two in a call, in real browsers: an operator asks a colleague, swaps, talks all together, hands over, transfers at once; a
// supervisor listens, whispers, joins, takes over. Who hears whom is proved by tones in tests/sip; here the controls and what they tell.
import { spawn } from "node:child_process";
import path from "node:path";

import { Centre, until } from "./centre.mjs";
import { cutTexts, launch, openDesk, settled, sizes, speak } from "./desk.mjs";
import { fakeHeadset } from "./headset.mjs";
import { equal, suite, violationsIn } from "./suite.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const pictures = process.env.OL_PICTURES ?? "build";
const centre = new Centre();
const pages = [];
const { step, end } = suite((count) => Promise.all(pages.map((page, at) => page.screenshot({ path: path.join(pictures, `failed-talk-${count}-${at}.png`) }).catch(() => {}))));
const browser = await launch();
process.on("exit", () => centre.process?.kill("SIGKILL"));
await centre.start();
const owner = await centre.signIn("owner");
const body = async (api, where) => (await api("GET", `/api/v1${where}`)).json();
const { items: queues } = await body(owner, "/queues");
await centre.setQueue(owner, { ring_timeout_ms: 120000, wrap_up_ms: 600000 });

/** A person at her own browser, with her phone up. */
async function person(login) {
  const api = await centre.signIn(login);
  const page = await openDesk(browser, centre, login);
  pages.push(page);
  await speak(page, "en");
  await page.goto(`${centre.url}/phone`);
  await page.getByRole("button", { name: "Connect the phone" }).click();
  await until(`${login}'s phone`, async () => (await body(api, "/me/agent")).reachable);
  await page.getByText("Phone is connected").waitFor(); // only then does the desk connect it by itself after a reload
  const { name } = await body(api, "/me");
  await page.goto(centre.url);
  await page.locator("nav a").first().waitFor(); // keys work once the frame stands
  const state = async () => (await body(api, "/me/agent")).state;
  const is = (wanted, ms = 20000) => until(`${name} is ${wanted}`, async () => (await state()) === wanted, ms);
  const presence = async (wanted, reason = "") => {
    const told = await api("POST", "/api/v1/me/presence", { state: wanted, reason });
    if (!told.ok) throw new Error(`presence: ${await told.text()}`);
  };
  const wrapUp = async () => {
    const { contact } = await body(api, "/contacts/current");
    await api("POST", `/api/v1/contacts/${contact.contact_id}/wrap-up`, { disposition: "third_party", note: "", cause: "" });
  };
  return { api, page, name, is, presence, wrapUp, current: async () => (await body(api, "/contacts/current")).contact, press: (...keys) => keys.reduce((last, key) => last.then(() => page.keyboard.press(key)), Promise.resolve()) };
}
const violations = [];
/** axe in both themes; cut texts at both sizes. */
async function look(page, name) {
  for (const [size, view] of [["wide", sizes.wide], ["small", sizes.small]]) {
    await page.setViewportSize(view);
    violations.push(...(await cutTexts(page)).map((fault) => `${name} ${size}: ${fault}`));
    if (process.env.OL_PICTURES) await page.screenshot({ path: path.join(pictures, `talk-${name}-${size}.png`) });
  }
  await page.setViewportSize(sizes.wide);
  for (const scheme of ["light", "dark"]) violations.push(...(await violationsIn(page, scheme, scheme === "dark")).map((fault) => `${name} ${scheme}: ${fault}`));
  if (process.env.OL_PICTURES) await page.screenshot({ path: path.join(pictures, `talk-${name}-dark.png`) });
  await page.emulateMedia({ colorScheme: "light" });
}
const chain = (page) => page.getByRole("list", { name: "Who hears whom" }).locator("li").evaluateAll((items) => items.map((item) => item.getAttribute("aria-label") ?? item.innerText.replace(/\s+/g, " ").trim()));
const shows = (who, text) => who.page.getByText(text).first().waitFor();

const oksana = await person("oksana");
const bohdan = await person("bohdan");
const buyer = { name: "" };

async function call(operator) {
  await operator.presence("ready");
  await owner("POST", "/api/v1/demo/calls", { scenario: "confirm" });
  await operator.is("reserved", 40000);
  await operator.press("F2");
  await operator.is("talking");
  await operator.page.getByRole("button", { name: "Transfer" }).waitFor();
  buyer.name = (await operator.current()).caller.name;
}
async function ask(from, to, way = "Enter") {
  await from.press("t");
  await from.page.getByRole("combobox", { name: "Colleague, queue, flow or number" }).waitFor();
  await from.page.getByRole("option", { name: to }).waitFor();
  await from.page.keyboard.type(to.split(" ")[0]);
  await from.press(way);
  await from.page.getByRole("dialog").waitFor({ state: "detached" });
}

await step("a colleague is found by a part of her name and asked; she sees who asks, and about whom", async () => {
  await bohdan.presence("paused", "break");
  await call(oksana);
  await oksana.press("t");
  await oksana.page.getByRole("option", { name: bohdan.name }).waitFor();
  await look(oksana.page, "transfer-dialog");
  await oksana.press("Escape");
  await ask(oksana, bohdan.name);
  await shows(bohdan, `${oksana.name} asks you about a buyer`);
  await look(bohdan.page, "asked");
  await shows(oksana, `It rings at ${bohdan.name}`);
  equal((await chain(oksana.page))[0], `${buyer.name} hears music`, "the buyer");
  equal(await oksana.page.getByRole("button", { name: "Leave" }).isDisabled(), true, "she may not leave him in the music");
});
await step("who declines is told, and the buyer is back", async () => {
  await bohdan.press("Control+Shift+d");
  await shows(oksana, "The colleague declined. You are with the buyer again.");
  await bohdan.page.getByText(`${oksana.name} asks you`).waitFor({ state: "detached" });
});
await step("asked, swapped, all together: the picture tells who hears whom", async () => {
  await ask(oksana, bohdan.name);
  await shows(bohdan, `${oksana.name} asks you about a buyer`);
  await bohdan.press("F2");
  await shows(oksana, `You talk to ${bohdan.name}; the buyer hears music`);
  equal(await chain(oksana.page), [`${buyer.name} hears music`, "does not hear", "you the operator", "talks with", `${bohdan.name} a colleague`], "aside");
  await look(oksana.page, "consulting");
  await look(bohdan.page, "colleague");
  await oksana.press("s");
  await shows(oksana, `You talk to the buyer; ${bohdan.name} waits`);
  equal(await chain(oksana.page), [`${buyer.name} the buyer`, "talks with", "you the operator", "does not hear", `${bohdan.name} hears music`], "swapped");
  await oksana.press("a");
  await until("all together", async () => (await chain(oksana.page)).join() === [`${buyer.name} the buyer`, "talks with", `${bohdan.name} a colleague`, "talks with", "you the operator"].join());
  equal(await chain(bohdan.page), [`${buyer.name} the buyer`, "talks with", "you a colleague", "talks with", `${oksana.name} the operator`], "the colleague's picture");
  await look(oksana.page, "conference");
});
await step("handed over by key: his card is hers now, her wrap-up begins", async () => {
  await oksana.press("Shift+T");
  await oksana.is("wrap_up");
  await bohdan.page.getByRole("button", { name: "End" }).waitFor();
  equal((await bohdan.current()).talk?.role ?? "operator", "operator", "role");
  await oksana.page.getByRole("heading", { name: "Wrap-up" }).waitFor();
  await oksana.wrapUp();
});
await step("sent at once, he rings at the colleague with the name of who sent him", async () => {
  await oksana.presence("paused", "break");
  await ask(bohdan, oksana.name, "Control+Enter");
  await shows(oksana, `${bohdan.name} transfers a buyer to you`);
  await bohdan.is("wrap_up");
  await oksana.press("F2");
  await oksana.is("talking");
  await shows(oksana, `Transferred to you by ${bohdan.name}`);
  await bohdan.wrapUp();
});

// ---- the supervisor ----

const supervisor = await person("supervisor");
const way = (name) => supervisor.page.getByRole("complementary", { name: "Beside the call" }).getByRole("button", { name: new RegExp(`^${name}`) });
const row = (name) => supervisor.page.getByRole("row", { name: new RegExp(name) });
const watchers = async () => (await body(supervisor.api, "/live-calls")).items.flatMap((call) => call.watchers.map(({ mode }) => mode)).join();

await step("the live call stands in the list; without her word on file only taking over is offered, and where to enter it", async () => {
  await supervisor.press("g", "v");
  await supervisor.page.waitForURL(`${centre.url}/live`);
  await row(oksana.name).click();
  await supervisor.page.getByText(`That ${oksana.name} knows of listening-in is not on file`).waitFor();
  equal(await way("Listen").isDisabled(), true, "listen");
  await look(supervisor.page, "live-unknown");
  equal(await supervisor.page.getByRole("link", { name: "To her page" }).count(), 1, "the way to her page");
});
await step("the head enters the date on the person's page", async () => {
  const boss = await openDesk(browser, centre, "owner");
  pages.push(boss);
  await speak(boss, "en");
  await boss.goto(`${centre.url}/people`);
  await boss.getByRole("row", { name: new RegExp(oksana.name) }).click();
  await boss.getByText("Not on file that she knows of it").waitFor();
  await boss.getByRole("button", { name: "Enter the date" }).click();
  await boss.getByText("She has signed on").waitFor();
  await look(boss, "person-signed");
  await boss.context().close();
  pages.pop();
  await until("listening is possible", async () => !(await way("Listen").isDisabled()));
});
await step("listen, whisper, join by key: the mode is told on every screen, and to the operator", async () => {
  await supervisor.press("i");
  await supervisor.page.getByRole("status").getByText("You listen; nobody hears you").waitFor();
  await shows(oksana, `${supervisor.name} listens`);
  await look(supervisor.page, "live-listening");
  await look(oksana.page, "watched");
  await supervisor.press("w");
  await supervisor.page.getByRole("status").getByText("You whisper: only the operator hears you").waitFor();
  await shows(oksana, `${supervisor.name} whispers to you`);
  await supervisor.press("u");
  await supervisor.page.getByRole("status").getByText("You are in the call").waitFor();
  await look(supervisor.page, "live-joined");
  equal((await chain(oksana.page))[2], `${supervisor.name} the supervisor`, "the picture");
  await supervisor.press("g", "o");
  await supervisor.page.waitForURL(`${centre.url}/orders`);
  await supervisor.page.getByRole("status").getByText("You are in the call").waitFor();
  await supervisor.page.getByRole("status").getByRole("button", { name: "Stop" }).click();
  await until("she stands beside no call", async () => (await watchers()) === "");
  await oksana.page.getByText(`${supervisor.name} is in the call`).waitFor({ state: "detached" });
});
await step("the board leads to the call; what the operator does not see by setting is not shown", async () => {
  await owner("PUT", `/api/v1/shops/${queues[0].shop_id}/supervision`, { operator_sees: false });
  await supervisor.press("g", "b");
  await supervisor.page.getByRole("link", { name: new RegExp(oksana.name) }).click();
  await supervisor.page.waitForURL(/\/live\/\d+/);
  await until("the call stands there", async () => !(await way("Listen").isDisabled()));
  await supervisor.press("i");
  await until("she listens", async () => (await watchers()) === "listen");
  await supervisor.page.getByRole("status").getByText("You listen; nobody hears you").waitFor();
  equal(await oksana.page.getByText(`${supervisor.name} listens`).count(), 0, "told to the operator");
});
await step("taken over, asked once more: the buyer's card is the supervisor's, the operator wraps up", async () => {
  await supervisor.press("Control+Shift+U");
  await supervisor.page.getByText("Take it over now? Once more").waitFor();
  await supervisor.press("Control+Shift+U");
  await supervisor.is("talking");
  await supervisor.page.waitForURL(`${centre.url}/`);
  await supervisor.page.getByRole("button", { name: "End" }).waitFor();
  await oksana.is("wrap_up");
  await supervisor.press("Control+e");
  await supervisor.is("wrap_up");
  await oksana.wrapUp();
  await supervisor.wrapUp();
});
await step("the history tells who talked when, as a picture and as a table", async () => {
  await supervisor.page.goto(`${centre.url}/recordings`);
  await supervisor.page.locator("tbody tr").first().click();
  const history = supervisor.page.getByRole("region", { name: "Who talked when" });
  await history.waitFor();
  for (const what of ["was asked", "was in the call", "took the buyer over", "listened", "whispered", "joined as supervisor", "took the call over"]) await history.getByText(what).first().waitFor();
  equal(await history.locator("svg").count(), 3, "a line for each person");
  await look(supervisor.page, "history");
});

// ---- calling out, and the phone itself ----

const carrier = spawn("python3", ["-B", path.join(root, "tests/lib/carrier.py"), String(centre.sip)], { stdio: ["pipe", "pipe", "inherit"] });
process.on("exit", () => carrier.kill("SIGKILL"));
let told = "";
carrier.stdout.on("data", (data) => { told += data; });
const say = (word) => carrier.stdin.write(`${word}\n`);

const lamps = () => oksana.page.evaluate(() => ({ ...window.headset.sent }));
const headset = (byte) => oksana.page.evaluate((one) => window.headset.press(one), byte);

await step("the phone's page: network, headset, and a call to herself", async () => {
  await oksana.page.addInitScript(fakeHeadset);
  await oksana.page.goto(`${centre.url}/phone`);
  await oksana.page.getByText("Testphone 300").waitFor();
  await oksana.page.getByRole("heading", { name: "Network to the server" }).waitFor();
  await oksana.page.getByText(/there and back \d+ ms/).waitFor();
  await oksana.page.getByRole("switch", { name: "Take noise of the room away" }).click();
  equal(await oksana.page.evaluate(() => JSON.parse(localStorage.getItem("orderline.sound")).quiet), false, "kept");
  await oksana.page.getByRole("button", { name: "Speak and hear yourself" }).click();
  await look(oksana.page, "phone");
  await oksana.page.getByText("That was you.").waitFor();
});
await step("an order's buyer is called by key: it rings there, he answers, the headset mutes and ends", async () => {
  const port = Number((await until("the carrier is there", () => /port (\d+)/.exec(told)))[1]);
  const settings = { name: "telco", enabled: true, host: "127.0.0.1", port, transport: "udp", user: "", priority: 10, caller_id: "+380441112233", countries: ["UA"], prefixes: [], numbers: [], addresses: [], caller_ids: [] };
  const made = await owner("POST", "/api/v1/trunks", { settings, secret: "" });
  if (!made.ok) throw new Error(`trunk: ${await made.text()}`);
  await oksana.presence("paused", "break");
  const { items } = await body(oksana.api, "/orders?limit=1");
  await oksana.page.goto(`${centre.url}/orders/${items[0].id}`);
  await oksana.page.getByRole("button", { name: /^Call/ }).waitFor();
  await oksana.page.getByRole("link", { name: /^Phone is connected/ }).waitFor(); // the page was loaded anew
  await oksana.press("l");
  const anyway = oksana.page.getByRole("button", { name: /Call anyway/ });
  await anyway.or(oksana.page.getByText("It rings there")).first().waitFor();
  if (await anyway.count()) await oksana.press("l"); // the buyer's night is no hour to call: asked once more
  await shows(oksana, "It rings there");
  if (!/rings \+?380\d{9}/.test(told)) throw new Error(`the carrier was told: ${told}`);
  say("answer");
  await until("he talks to her", async () => (await oksana.current())?.state === "talking");
  equal((await lamps())[2], 1, "the lamp for off hook");
  await headset(0b11); // off the hook, mute
  await until("muted", async () => (await oksana.current()).muted);
  await oksana.page.getByRole("button", { name: "Unmute" }).waitFor();
  await headset(0b01);
  await oksana.press("t");
  await oksana.page.getByRole("combobox", { name: "Colleague, queue, flow or number" }).fill("+380 44 111 22 33");
  await oksana.page.getByRole("option", { name: "+380441112233" }).waitFor();
  await oksana.press("Escape");
  await headset(0b00); // hung up
  await oksana.is("wrap_up");
  await until("the carrier's side ended", () => told.includes("ended"));
  await oksana.wrapUp();
});
await step("a busy line is noted by itself", async () => {
  const { items } = await body(oksana.api, "/orders?limit=2");
  await oksana.page.goto(`${centre.url}/orders/${items[1].id}`);
  await oksana.page.getByRole("button", { name: /^Call/ }).waitFor();
  await oksana.page.getByRole("link", { name: /^Phone is connected/ }).waitFor(); // the page was loaded anew
  const rung = told.split("rings").length;
  await oksana.press("l");
  const anyway = oksana.page.getByRole("button", { name: /Call anyway/ });
  await anyway.or(oksana.page.getByText("It rings there")).first().waitFor();
  if (await anyway.count()) await oksana.press("l");
  await until("it rings", () => told.split("rings").length > rung);
  say("busy");
  await oksana.page.getByText("The line was busy").waitFor();
  await oksana.is("wrap_up");
});

await step("axe finds nothing and no text is cut", async () => equal([...new Set(violations)], [], "faults"));
await end(browser, centre);
