// A supervisor beside a live call, by tones: from her own browser and from her SIP phone she listens, whispers, joins and takes over; who hears
// whom, and who does not. Without the operator's dated word on file nobody may listen.
import path from "node:path";

import { Centre, until } from "./centre.mjs";
import { launch } from "./desk.mjs";
import { deskHears, peerHears, peers, voiceOf } from "./peers.mjs";
import { body, person, tonePrompts } from "./person.mjs";
import { equal, suite } from "./suite.mjs";

const buyerHz = 440, operatorHz = 1000, bossHz = 2500, musicHz = 300;
const pictures = process.env.OL_PICTURES ?? "build";
const centre = new Centre();
const pages = [];
const { step, end } = suite((count) => Promise.all(pages.map((page, at) => page.screenshot({ path: path.join(pictures, `failed-beside-${count}-${at}.png`) }).catch(() => {}))));
const browser = await launch();
process.on("exit", () => centre.process?.kill("SIGKILL"));
await centre.start(...tonePrompts(centre));
const ask = peers(centre.sip);
const owner = await centre.signIn("owner");
await centre.setQueue(owner, { ring_timeout_ms: 120000, wrap_up_ms: 600000 });
const oksana = await person(browser, centre, "oksana", voiceOf(operatorHz));
const boss = await person(browser, centre, "supervisor", voiceOf(bossHz));
pages.push(oksana.page, boss.page);

const way = (name) => boss.page.getByRole("complementary", { name: "Beside the call" }).getByRole("button", { name: new RegExp(`^${name}`) });
async function talk(number) {
  await oksana.presence("ready");
  await ask("dial", "buyer", { hz: buyerHz, number });
  await oksana.is("reserved");
  await oksana.page.getByRole("button", { name: "Answer" }).first().waitFor();
  await oksana.press("F2");
  await peerHears(ask, "buyer", [operatorHz], [musicHz]);
}
async function besideTheCall() {
  await boss.page.goto(`${centre.url}/live`);
  await boss.page.getByRole("row", { name: new RegExp(oksana.name) }).click();
  await way("Listen").waitFor();
}
const mode = (words) => boss.page.getByRole("status").getByText(words).waitFor();
/** Nothing of hers reaches the buyer; the operator and the buyer hear each other. */
const theTalkGoesOn = (bossIsHeard) => Promise.all([
  peerHears(ask, "buyer", [operatorHz], [bossHz, musicHz]),
  deskHears(oksana.page, bossIsHeard ? [buyerHz, bossHz] : [buyerHz], bossIsHeard ? [] : [bossHz]),
]);

await step("without the operator's word on file she cannot listen, not even past the screen", async () => {
  await talk("+380670001001");
  await besideTheCall();
  await boss.page.getByText(`That ${oksana.name} knows of listening-in is not on file`).waitFor();
  for (const name of ["Listen", "Whisper", "Join"]) equal(await way(name).isDisabled(), true, name);
  const { contact_id: id } = await oksana.current();
  for (const asked of ["listen", "whisper", "join"]) {
    const answer = await boss.api("POST", `/api/v1/contacts/${id}/supervise`, { mode: asked });
    equal([answer.status, (await answer.json()).code], [403, "calls.not_acknowledged"], asked);
  }
  await deskHears(boss.page, [], [buyerHz, operatorHz]);
});
await step("with her word, from the browser: listening she hears both, nobody hears her", async () => {
  const { person_id: her } = await body(oksana.api, "/me");
  const put = await owner("PUT", `/api/v1/people/${her}/monitoring`, { acknowledged_at: Date.now() });
  equal(put.status, 200, "her word is entered");
  await until("listening is possible", async () => !(await way("Listen").isDisabled()));
  await boss.press("i");
  await mode("You listen; nobody hears you");
  await deskHears(boss.page, [buyerHz, operatorHz]);
  await theTalkGoesOn(false);
});
await step("whispering only the operator hears her", async () => {
  await boss.press("w");
  await mode("You whisper: only the operator hears you");
  await theTalkGoesOn(true);
  await deskHears(boss.page, [buyerHz, operatorHz]);
});
await step("joined, all hear all", async () => {
  await boss.press("u");
  await mode("You are in the call");
  await Promise.all([peerHears(ask, "buyer", [operatorHz, bossHz]), deskHears(oksana.page, [buyerHz, bossHz]), deskHears(boss.page, [buyerHz, operatorHz])]);
});
await step("taken over: the buyer hears her alone, the operator hears neither", async () => {
  await boss.press("Control+Shift+u");
  await boss.page.getByText("Take it over now? Once more").waitFor();
  await boss.press("Control+Shift+u");
  await boss.is("talking");
  await Promise.all([peerHears(ask, "buyer", [bossHz], [operatorHz, musicHz]), deskHears(boss.page, [buyerHz], [operatorHz]), deskHears(oksana.page, [], [buyerHz, bossHz])]);
  await boss.press("Control+e");
  await ask("wait", "buyer", { event: "ended" });
  await boss.wrapUp();
  await oksana.wrapUp();
});
await step("from her SIP phone, by the same keys: it rings, then listening, whispering, in the call, hers", async () => {
  await boss.presence("paused", "break");
  const { sip_user: user, sip_password: password } = await body(boss.api, "/me/phone/secret");
  equal(await ask("phone", "desk phone", { hz: bossHz, user, password }), 200, "her phone registers");
  const chosen = await boss.api("PUT", "/api/v1/me/phone", { kind: "sip" });
  equal(chosen.status, 200, "her phone is the SIP phone");
  await talk("+380670001002");
  await besideTheCall();
  await until("listening is possible", async () => !(await way("Listen").isDisabled()));
  await boss.press("i");
  await ask("next_ring", "desk phone");
  await ask("answer", "desk phone");
  await mode("You listen; nobody hears you");
  await peerHears(ask, "desk phone", [buyerHz, operatorHz]);
  await theTalkGoesOn(false);
  await boss.press("w");
  await theTalkGoesOn(true);
  await boss.press("u");
  await Promise.all([peerHears(ask, "buyer", [operatorHz, bossHz]), peerHears(ask, "desk phone", [buyerHz, operatorHz])]);
  await boss.press("Control+Shift+u");
  await boss.page.getByText("Take it over now? Once more").waitFor();
  await boss.press("Control+Shift+u");
  await Promise.all([peerHears(ask, "buyer", [bossHz], [operatorHz, musicHz]), peerHears(ask, "desk phone", [buyerHz], [operatorHz])]);
  await ask("bye", "desk phone");
  await ask("wait", "buyer", { event: "ended" });
});
await end(browser, centre);
