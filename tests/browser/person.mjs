// A person at her own browser with her phone up, and a buyer's line, for programs in which several talk.
import { execFileSync } from "node:child_process";
import path from "node:path";

import { until } from "./centre.mjs";
import { openDesk, speak } from "./desk.mjs";

const root = path.resolve(import.meta.dirname, "../..");
export const body = async (api, where) => (await api("GET", `/api/v1${where}`)).json();

/** Signed in, in English, her browser phone connected; `before` runs ahead of the desk's code. */
export async function person(browser, centre, login, before) {
  const api = await centre.signIn(login);
  const page = await openDesk(browser, centre, login, { before });
  await speak(page, "en");
  await connect({ api, page, centre });
  const { name } = await body(api, "/me");
  const press = (...keys) => keys.reduce((last, key) => last.then(() => page.keyboard.press(key)), Promise.resolve());
  const current = async () => (await body(api, "/contacts/current")).contact;
  const state = async () => (await body(api, "/me/agent")).state;
  const is = (wanted, ms = 20000) => until(`${name} is ${wanted}`, async () => (await state()) === wanted, ms);
  const presence = async (wanted, reason = "") => told(await api("POST", "/api/v1/me/presence", { state: wanted, reason }));
  /** Out of the wrap-up. */
  const wrapUp = async () => {
    await is("wrap_up");
    told(await api("POST", `/api/v1/contacts/${(await current()).contact_id}/wrap-up`, { disposition: "third_party", note: "", cause: "" }));
  };
  return { api, page, name, press, current, state, is, presence, wrapUp };
}

async function connect({ api, page, centre }) {
  await page.goto(`${centre.url}/phone`);
  await page.getByRole("button", { name: "Connect the phone" }).click();
  await until("her phone is up", async () => (await body(api, "/me/agent")).reachable);
  await page.getByText("Phone is connected").waitFor(); // only then does the desk connect it by itself after a reload
  await page.goto(centre.url);
  await page.locator("nav a").first().waitFor(); // keys work once the frame stands
  await page.getByRole("link", { name: "Phone is connected" }).waitFor();
}

async function told(answer) {
  if (!answer.ok) throw new Error(`${answer.url}: ${await answer.text()}`);
}

/** Prompts that are told by their tone, as in tests/sip: greeting 700 Hz, music 300, "press one" 1350. */
export function tonePrompts(centre) {
  const folder = path.join(centre.folder, "prompts");
  execFileSync("python3", ["-B", "-c", `import sys; sys.path.insert(0, "tests/lib"); import centre; centre.prompts_folder(sys.argv[1])`, folder], { cwd: root });
  return ["--media.prompts", folder];
}
