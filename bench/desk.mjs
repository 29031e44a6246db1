// How fast the desk is in a real browser (headless Chromium, release server, loopback): from the ring to the painted card, and
// from the address typed to the first screen. Prints one line of JSON. bench/run desk runs it.
import { Centre, until } from "../tests/browser/centre.mjs";
import { launch, openDesk, sizes } from "../tests/browser/desk.mjs";

const rings = Number(process.argv[2] ?? 8), loads = 5;
const centre = new Centre();
process.on("exit", () => centre.process?.kill("SIGKILL"));
await centre.start();
const browser = await launch();
const api = await centre.signIn("oksana");
const agent = async () => (await api("GET", "/api/v1/me/agent")).json();

const page = await openDesk(browser, centre, "oksana");
await page.goto(`${centre.url}/phone`);
await page.locator("main button").first().click();
await until("phone is reachable", async () => (await agent()).reachable);
await page.goto(centre.url);
await page.locator("header a[href='/phone'] i").first().waitFor(); // the level meter: the phone is up again after the load
await api("POST", "/api/v1/me/presence", { state: "ready", reason: "" });
const inPage = [], fromOffer = [];
for (let n = 0; n < rings; n++) {
  await until("ready", async () => (await agent()).state === "ready");
  await page.evaluate(() => performance.clearMarks());
  await api("POST", "/api/v1/demo/calls", { scenario: "confirm" });
  await page.waitForFunction(() => performance.getEntriesByName("orderline.card").length > 0, undefined, { timeout: 60000 });
  const seen = await page.evaluate(() => {
    const at = (name) => performance.getEntriesByName(name)[0].startTime;
    return { ring: at("orderline.ring"), card: at("orderline.card"), painted: performance.timeOrigin + at("orderline.card") };
  });
  const { contact } = await (await api("GET", "/api/v1/contacts/current")).json();
  inPage.push(seen.card - seen.ring);
  fromOffer.push(seen.painted - contact.offered_at);
  await api("POST", `/api/v1/contacts/${contact.contact_id}/answer`, {});
  await until("talks", async () => (await agent()).state === "talking");
  await api("POST", `/api/v1/contacts/${contact.contact_id}/hang-up`, {});
  await until("wrap-up", async () => (await agent()).state === "wrap_up");
  await api("POST", `/api/v1/contacts/${contact.contact_id}/wrap-up`, { disposition: "confirmed", note: "", cause: "" });
}

const cold = [], warm = [], door = [];
for (let n = 0; n < loads; n++) {
  // A browser that was never here, at the door; then her own, signed in, with an empty and with a full cache.
  const fresh = await (await browser.newContext({ viewport: sizes.wide })).newPage();
  await fresh.goto(centre.url);
  await fresh.locator("input").first().waitFor();
  door.push(await fresh.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime));
  await fresh.context().close();
  const state = await page.context().storageState();
  const hers = await (await browser.newContext({ viewport: sizes.wide, storageState: state })).newPage();
  for (const list of [cold, warm]) {
    await hers.goto(centre.url);
    await hers.waitForFunction(() => performance.getEntriesByName("orderline.desk").length > 0);
    list.push(await hers.evaluate(() => performance.getEntriesByName("orderline.desk")[0].startTime));
  }
  await hers.context().close();
}
await browser.close();
await centre.end();
const sum = (list) => {
  const sorted = [...list].sort((a, b) => a - b);
  return { p50: round(sorted[Math.floor(sorted.length / 2)]), max: round(sorted.at(-1)) };
};
const round = (ms) => Math.round(ms * 10) / 10;
console.log(JSON.stringify({ rings, ring_to_card_ms: sum(inPage), offer_to_card_ms: sum(fromOffer), loads, sign_in_ms: sum(door), desk_cold_ms: sum(cold), desk_warm_ms: sum(warm) }));
process.exit(0);
