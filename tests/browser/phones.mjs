// Operators' phones in a real browser, followed by tones: one leg for the whole shift, buttons of the headset, a network that goes and a
// page that is loaded anew in the talk, her mobile outside, her SIP phone that rings too; and what is heard and noted when she calls out.
import path from "node:path";

import { Centre, until } from "./centre.mjs";
import { launch } from "./desk.mjs";
import { fakeHeadset } from "./headset.mjs";
import { lossyNetwork } from "./network.mjs";
import { deskHears, peerHears, peers, voiceOf } from "./peers.mjs";
import { body, person, tonePrompts } from "./person.mjs";
import { equal, suite } from "./suite.mjs";

const buyerHz = 440, herHz = 1000, musicHz = 300, farHz = 2100, offerHz = 1350;
const pictures = process.env.OL_PICTURES ?? "build";
const centre = new Centre();
const pages = [];
const { step, end } = suite((count) => Promise.all(pages.map((page, at) => page.screenshot({ path: path.join(pictures, `failed-phones-${count}-${at}.png`) }).catch(() => {}))));
const browser = await launch();
process.on("exit", () => centre.process?.kill("SIGKILL"));
const network = await lossyNetwork();
await centre.start(...tonePrompts(centre), "--media.browser_port", String(network.server));
const ask = peers(centre.sip);
const owner = await centre.signIn("owner");
await centre.setQueue(owner, { ring_timeout_ms: 120000, wrap_up_ms: 600000 });

/** Before the desk's code: how many legs it makes; its sound goes by our network. */
const countLegs = `window.legs = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(config) { super(config); window.legs.push(this); }
  setRemoteDescription({ type, sdp }) { return super.setRemoteDescription({ type, sdp: sdp.replaceAll(/ \\d+ typ host/g, " ${network.port} typ host") }); }
};`;
const oksana = await person(browser, centre, "oksana", `${voiceOf(herHz)}; ${countLegs}; (${fakeHeadset})();`);
const { page } = oksana;
pages.push(page);
const legs = () => page.evaluate(() => window.legs.length);
const headset = (byte) => page.evaluate((one) => window.headset.press(one), byte);
const hook = 0b01, mute = 0b10;
let calls = 0;

/** A buyer calls; it rings at her. */
async function rings() {
  await oksana.presence("ready");
  await ask("dial", "buyer", { hz: buyerHz, number: `+38067000${1000 + calls++}` });
  await oksana.is("reserved");
  await page.getByRole("button", { name: "Answer" }).first().waitFor();
}
const talks = async () => {
  await rings();
  await oksana.press("F2");
  await oksana.is("talking");
  await page.getByRole("button", { name: "End" }).waitFor();
  await page.getByRole("button", { name: "Other phone" }).waitFor(); // its key works once it stands
};
const shows = (text) => page.getByText(text).first().waitFor();
/** The buyer's line is read again and again until `done`; gives how often each tone was heard. */
async function heardMeanwhile(done) {
  const count = {};
  for (let over = false; !over;) {
    over = await done();
    const tones = [herHz, musicHz, 700, 850];
    const levels = await ask("heard", "buyer", { hz: tones });
    tones.forEach((hz, at) => { if (levels[at] > 1500) count[hz] = (count[hz] ?? 0) + 1; });
  }
  return count;
}

const strange = (heard) => Object.keys(heard).filter((hz) => ![herHz, musicHz].includes(Number(hz)));

await step("the headset answers, on the leg that is up since she came: nothing is set up anew, and both hear each other", async () => {
  const before = await legs();
  await rings();
  equal((await page.evaluate(() => window.headset.sent[2])) & 0b10, 0b10, "the lamp for ringing");
  const since = Date.now();
  await headset(hook);
  await oksana.is("talking");
  console.log(`# answered after ${Date.now() - since} ms`);
  await Promise.all([peerHears(ask, "buyer", [herHz], [musicHz]), deskHears(page, [buyerHz], [musicHz])]);
  equal(await legs(), before, "legs made for the call");
});
await step("the headset mutes and ends; the next call has the same leg", async () => {
  const before = await legs();
  await headset(hook | mute);
  await peerHears(ask, "buyer", [], [herHz]);
  await page.getByRole("button", { name: "Unmute" }).waitFor();
  await headset(hook);
  await headset(hook | mute);
  await peerHears(ask, "buyer", [herHz]);
  await headset(0);
  await ask("wait", "buyer", { event: "ended" });
  await oksana.wrapUp();
  await talks();
  await peerHears(ask, "buyer", [herHz]);
  equal(await legs(), before, "legs made for the call");
});
await step("the page is loaded anew in the talk: the buyer hears music at most, then her again", async () => {
  await peerHears(ask, "buyer", [herHz], [musicHz, 700]);  // what he heard before is out of the half second that is looked at
  await page.reload({ waitUntil: "commit" });
  const heard = await heardMeanwhile(async () => (await oksana.current())?.state === "talking" && (await page.evaluate(() => window.legs?.at(-1)?.connectionState)) === "connected");
  equal(strange(heard), [], "what he heard beside music and her");
  await Promise.all([peerHears(ask, "buyer", [herHz], [musicHz]), deskHears(page, [buyerHz])]);
  await page.getByRole("button", { name: "End" }).waitFor();
});
await step("her network goes in the talk and another comes: the phone comes back by itself, the buyer hears music at most", async () => {
  const before = await legs();
  network.cut();
  const since = Date.now();
  await peerHears(ask, "buyer", [musicHz], [herHz], 8000);
  const took = Date.now() - since;
  console.log(`# music after ${took} ms`);
  equal(took < 7000, true, `music long before the leg is lost, after ${took} ms`);
  const meanwhile = await heardMeanwhile(async () => (await oksana.current())?.state === "interrupted");
  equal(strange(meanwhile), [], "what he heard beside music and her");
  await peerHears(ask, "buyer", [musicHz], [herHz]);
  network.another();
  await peerHears(ask, "buyer", [herHz], [musicHz], 15000);
  await deskHears(page, [buyerHz]);
  equal((await legs()) > before, true, "a new leg");
  await oksana.press("Control+e");
  await oksana.wrapUp();
});

// ---- her mobile ----

const port = await ask("carrier", "mobile", { hz: farHz });
const settings = { name: "telco", enabled: true, host: "127.0.0.1", port, transport: "udp", user: "", priority: 10, caller_id: "+380441112233", countries: ["UA"], prefixes: [], numbers: [], addresses: [], caller_ids: [] };
const made = await owner("POST", "/api/v1/trunks", { settings, secret: "" });
if (!made.ok) throw new Error(`trunk: ${await made.text()}`);
const phonePage = async () => {
  await page.goto(`${centre.url}/phone`);
  await page.getByRole("heading", { name: "Phone and sound check" }).waitFor();
};
const desk = async () => {
  await page.goto(centre.url);
  await page.getByRole("link", { name: "Phone is connected" }).waitFor();
};

await step("one key moves the live call to her mobile: she presses 1 there, the buyer notices nothing", async () => {
  await phonePage();
  await page.getByRole("textbox", { name: "My number outside" }).fill("067 555 11 22");
  await page.getByRole("button", { name: "Save" }).click();
  await until("her number is kept", async () => (await body(oksana.api, "/me")).phone.outside_number === "+380675551122");
  await desk();
  await talks();
  await oksana.press("Control+Shift+m");
  equal(await ask("next_ring", "mobile"), "+380675551122", "the number that rings");
  await ask("ring", "mobile");
  await shows("It rings at +380675551122. Answer there and press 1; until then you talk here.");
  await ask("answer", "mobile");
  await peerHears(ask, "mobile", [offerHz]);
  await peerHears(ask, "buyer", [herHz], [farHz, musicHz]); // her voicemail would get nobody
  await ask("press", "mobile", { keys: "1" });
  await Promise.all([peerHears(ask, "buyer", [farHz], [herHz, musicHz]), peerHears(ask, "mobile", [buyerHz], [offerHz])]);
  await shows("You talk at +380675551122. Hang up there, or end it here.");
  await oksana.press("Control+e");
  await ask("wait", "mobile", { event: "ended" });
  await oksana.wrapUp();
});
await step("at a number outside she is rung by the line and takes the call by key; her desk shows it", async () => {
  await phonePage();
  await page.getByText("Ring my mobile").click();
  await until("the line rings her mobile", async () => (await body(oksana.api, "/me/agent")).phone_kind === "outside");
  await page.goto(centre.url);
  await page.locator("nav a").first().waitFor();
  await oksana.presence("ready");
  await ask("dial", "buyer", { hz: buyerHz, number: "+380670002222" });
  await ask("next_ring", "mobile");
  await ask("answer", "mobile");
  await Promise.all([peerHears(ask, "mobile", [offerHz]), peerHears(ask, "buyer", [musicHz], [farHz])]);
  await ask("press", "mobile", { keys: "1" });
  await Promise.all([peerHears(ask, "buyer", [farHz], [musicHz]), peerHears(ask, "mobile", [buyerHz], [offerHz])]);
  await page.getByRole("button", { name: "End" }).waitFor();
  await ask("bye", "mobile");
  await page.getByRole("heading", { name: "Wrap-up" }).waitFor();
  await oksana.wrapUp();
  await oksana.presence("paused", "break");
  await phonePage();
  await page.getByText("This browser is my phone").click();
  await until("her browser again", async () => (await body(oksana.api, "/me/agent")).phone_kind === "browser");
  await desk(); // its leg has stood all the time
});

// ---- calling out ----

const { items: orders } = await body(oksana.api, "/orders?limit=5");
/** The buyer of an order is called by key; the carrier has the call. */
async function callOut(at) {
  await page.goto(`${centre.url}/orders/${orders[at].id}`);
  await page.getByRole("button", { name: /^Call/ }).waitFor();
  await page.getByRole("link", { name: /^Phone is connected/ }).waitFor(); // the page was loaded anew
  await oksana.press("l");
  const anyway = page.getByRole("button", { name: /Call anyway/ });
  const rung = ask("next_ring", "mobile", { seconds: 20 });
  await anyway.or(page.getByText("Connecting…")).first().waitFor();
  if (await anyway.count()) await oksana.press("l"); // the buyer's night is no hour to call: asked once more
  await rung;
}
await step("what the other side says before it answers is heard, and the desk says that it is not answered", async () => {
  await oksana.presence("paused", "break");
  await callOut(0);
  await ask("early", "mobile");
  await Promise.all([deskHears(page, [farHz]), shows("You hear the other side; not answered yet")]);
  await ask("answer", "mobile");
  await oksana.is("talking");
  await Promise.all([deskHears(page, [farHz]), peerHears(ask, "mobile", [herHz])]);
  await oksana.press("Control+e");
  await oksana.wrapUp();
});
const outcomes = [[486, "The line was busy", "busy"], [404, "This number does not exist", "wrong_number"], [603, "The call was refused there", "no_answer"]];
for (const [at, [status, words, disposition]] of outcomes.entries())
  await step(`${words.toLowerCase()}: told on the desk, noted by itself, one key ends it`, async () => {
    await callOut(at + 1);
    await ask("reject", "mobile", { status });
    await shows(words);
    const { contact_id: id } = await oksana.current();
    await oksana.press("Control+Enter");
    await until("the wrap-up is over", async () => (await oksana.state()) !== "wrap_up");
    const row = await until("the row is written", async () => (await body(owner, "/contacts")).items.find((one) => one.contact_id === id && one.disposition));
    equal(row.disposition, disposition, "noted");
  });
await end(browser, centre);
