// An operator whose network lets out nothing but TLS: her browser phone comes up through a real coturn (deploy/coturn as it stands), a call is answered on it,
// and both hear each other. Direct ways are forbidden to the browser (iceTransportPolicy), so that what is heard has passed the relay.
import { execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

import { Centre, freePort, until } from "./centre.mjs";
import { launch, openDesk, settled, soundAt, speak } from "./desk.mjs";
import { equal, suite } from "./suite.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const pictures = process.env.OL_PICTURES ?? "build";
const secret = "a secret of this run only, told to nobody";
const centre = new Centre();
const pages = [];
const { step, end } = suite((count) => Promise.all(pages.map((page, at) => page.screenshot({ path: path.join(pictures, `failed-turn-${count}-${at}.png`) }).catch(() => {}))));
const folder = centre.folder;
const relayLog = path.join(folder, "coturn.log");
const relay = { tls: await freePort(), plain: await freePort() };

/** deploy/coturn/turnserver.conf with addresses, files and secret of this run. */
function relayFile() {
  const [cert, pkey] = ["relay.pem", "relay.key"].map((name) => path.join(folder, name));
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", pkey, "-out", cert], { stdio: "ignore" });
  const ours = { "listening-ip": "127.0.0.1", "relay-ip": "127.0.0.1", "allowed-peer-ip": "127.0.0.1", "tls-listening-port": relay.tls, "listening-port": relay.plain, "static-auth-secret": secret, cert, pkey };
  const text = fs.readFileSync(path.join(root, "deploy/coturn/turnserver.conf"), "utf8");
  const lines = text.split("\n").map((line) => (line.split("=")[0] in ours ? `${line.split("=")[0]}=${ours[line.split("=")[0]]}` : line));
  equal(Object.keys(ours).every((key) => lines.includes(`${key}=${ours[key]}`)), true, "every value that is yours stands in the example");
  const file = path.join(folder, "turnserver.conf");
  // On this machine the centre is a loopback peer, which coturn refuses by default.
  fs.writeFileSync(file, [...lines.filter((line) => line !== "syslog"), "simple-log", `log-file=${relayLog}`, "allow-loopback-peers", `userdb=${path.join(folder, "turndb")}`, `pidfile=${path.join(folder, "coturn.pid")}`].join("\n"));
  return file;
}
const coturn = spawn("turnserver", ["-c", relayFile()], { stdio: "ignore" });
coturn.on("error", () => console.log("# coturn is not installed: tools/setup test"));
const relaySays = () => fs.readFileSync(relayLog, "utf8");
const secretFile = path.join(folder, "turn.secret");
fs.writeFileSync(secretFile, `${secret}\n`, { mode: 0o600 });

const browser = await launch("--ignore-certificate-errors"); // the relay's certificate is our own
process.on("exit", () => {
  centre.process?.kill("SIGKILL");
  coturn.kill("SIGKILL");
});
await centre.start("--turn.uris", `turns:127.0.0.1:${relay.tls}?transport=tcp`, "--turn.secret_file", secretFile);
const api = await centre.signIn("oksana");
const body = async (where) => (await api("GET", `/api/v1${where}`)).json();

/** Runs before the desk's own code: no direct way, and each connection can be looked at. */
const onlyRelayed = () => {
  const Real = window.RTCPeerConnection;
  window.legs = [];
  window.RTCPeerConnection = class extends Real {
    constructor(config) {
      super({ ...config, iceTransportPolicy: "relay" });
      window.legs.push(this);
    }
  };
};
const wayOf = (page) => page.evaluate(async () => {
  const rows = [...(await window.legs.at(-1).getStats()).values()];
  const pair = rows.find(({ id }) => id === rows.find(({ type }) => type === "transport")?.selectedCandidatePairId);
  const local = rows.find(({ id }) => id === pair?.localCandidateId);
  return [local?.candidateType, local?.relayProtocol];
});
let page, contactId;

await step("coturn takes connections by TLS", () => until("coturn listens", () => relaySays().includes(`TLS/SCTP listener opened on : 127.0.0.1:${relay.tls}`) || relaySays().includes(`TLS/TCP listener opened on : 127.0.0.1:${relay.tls}`)));
await step("the phone comes up through the relay alone, by TLS, and the desk says so", async () => {
  page = await openDesk(browser, centre, "oksana", { before: onlyRelayed });
  pages.push(page);
  await speak(page, "en");
  await page.goto(`${centre.url}/phone`);
  await page.getByRole("button", { name: "Connect the phone" }).click();
  await until("the phone is reachable", async () => (await body("/me/agent")).reachable);
  equal(await wayOf(page), ["relay", "tls"], "the way of the sound");
  await page.getByText("through the relay: no direct way by UDP was found").waitFor();
  await settled(page);
  await page.screenshot({ path: path.join(pictures, "turn-phone-check.png") });
});
await step("coturn knew her by a name of the hour: its end and her number", async () => {
  const { person_id: person } = await body("/me");
  const [, expiry] = await until("a session in coturn's log", () => relaySays().match(new RegExp(`user <(\\d+):${person}>`)));
  const left = Number(expiry) - Date.now() / 1000;
  equal(left > 3300 && left <= 3600, true, `${left} s left of an hour`);
  const { items: [server] } = await body("/me/phone/ice-servers");
  equal(server.credential, createHmac("sha1", secret).update(server.username).digest("base64"), "password");
});
await step("a buyer calls, she answers through the relay, and hears him", async () => {
  await api("POST", "/api/v1/me/presence", { state: "ready", reason: "" });
  await page.goto(centre.url);
  await page.locator("nav a").first().waitFor();
  await until("the phone is up again after the page", async () => (await body("/me/agent")).reachable);
  await api("POST", "/api/v1/demo/calls", { scenario: "confirm" });
  await until("it rings", async () => (await body("/me/agent")).state === "reserved", 40000);
  await page.keyboard.press("F2");
  await until("she talks", async () => (await body("/me/agent")).state === "talking");
  contactId = (await body("/contacts/current")).contact.contact_id;
  const heard = await soundAt(page, "the buyer is heard");
  equal(await wayOf(page), ["relay", "tls"], "the way of the talk");
  console.log(`# peak heard ${heard.toFixed(2)} through coturn`);
});
await step("the buyer heard her: her tone stands in the recording", async () => {
  await page.keyboard.press("Control+e");
  await until("wrap-up", async () => (await body("/me/agent")).state === "wrap_up");
  const supervisor = await centre.signIn("supervisor");
  const of = async (where) => (await supervisor("GET", `/api/v1${where}`)).json();
  const recording = await until("the recording is closed", async () => (await of("/recordings")).items.find((row) => row.contact_id === contactId && row.state === "closed"));
  const { left, right } = await of(`/recordings/${recording.id}/peaks?points=200`);
  equal([Math.max(...left) > 3, Math.max(...right) > 3], [true, true], `peaks of buyer and operator, ${Math.max(...left)} and ${Math.max(...right)}`);
});
await step("the secret is in no log and no answer; who has no phone gets no name", async () => {
  for (const where of ["/me", "/me/phone/ice-servers", "/system"]) equal((await (await api("GET", `/api/v1${where}`)).text()).includes(secret), false, where);
  equal(centre.log().includes(secret), false, "the server's log");
  equal((await centre.call("GET", "/api/v1/me/phone/ice-servers")).status, 401, "nobody");
});
coturn.kill("SIGTERM");
await end(browser, centre);
