// Web chat in a real browser: a buyer on the shop's page, an operator at her desk. Write, answer, read marks, typing, a note he never sees,
// a reload that keeps all, a lost network that loses nothing, the end with its outcome; and the widget on a page with a strict
// content policy and on one that breaks its own built-ins. Prints "ok ..." / "not ok ...: why".
import crypto from "node:crypto";
import http from "node:http";
import net from "node:net";

import { Centre, freePort, until } from "./centre.mjs";
import { cutTexts, launch, openDesk, settled, sizes, speak } from "./desk.mjs";
import { equal, suite, violationsIn } from "./suite.mjs";

const pictures = process.env.OL_PICTURES;
const centre = new Centre();
const { step, end } = suite();
const browser = await launch();
process.on("exit", () => centre.process?.kill("SIGKILL"));
await centre.start();
const operatorApi = await centre.signIn("oksana");
const bossApi = await centre.signIn("owner");
const body = async (api, where) => (await api("GET", where)).json();
const mine = async () => (await body(operatorApi, "/api/v1/conversations?view=mine")).items;

/** A buyer's browser of its own; the shop speaks Ukrainian to him first. */
async function openShop(url = `${centre.url}/shop/index.html`, size = sizes.wide) {
  const context = await browser.newContext({ viewport: size, reducedMotion: "reduce", locale: "en-US" });
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(error.message));
  await page.goto(url);
  await page.locator(".launch").waitFor();
  return page;
}
const write = async (page, text) => {
  await page.locator(".composer textarea").fill(text);
  await page.keyboard.press("Enter");
};
const said = (page, text) => page.locator(".message").filter({ hasText: text });
const picture = async (page, name) => {
  if (pictures) await page.screenshot({ path: `${pictures}/chat-${name}.png` });
};

const operator = await openDesk(browser, centre, "oksana");
await speak(operator, "en");
const buyer = await openShop();
const thread = operator.getByRole("log", { name: "Messages" });
const composer = operator.getByLabel("Message to the buyer");

await step("the shop's page speaks Ukrainian first, and opens the chat by keyboard", async () => {
  await buyer.locator(".launch").focus();
  await buyer.keyboard.press("Enter");
  await buyer.getByPlaceholder("Напишіть повідомлення").waitFor();
  equal(await buyer.evaluate(() => document.querySelector("html > [data-scheme]").shadowRoot.activeElement.tagName), "TEXTAREA", "the focus");
  await picture(buyer, "widget-empty");
});

// A chat is offered to who is ready, and ready means with a phone: her browser's, as for calls.
await step("her browser is her phone", async () => {
  await operator.goto(`${centre.url}/phone`);
  await operator.locator("main button").first().click();
  await until("phone is reachable", async () => (await body(operatorApi, "/api/v1/me/agent")).reachable);
  await operator.locator("a[href=\"/\"]").first().click();
});

await step("what the buyer writes rings at the operator, who takes it with the key of a call", async () => {
  await operatorApi("POST", "/api/v1/me/presence", { state: "ready", reason: "" });
  await write(buyer, "Коли приїде моє замовлення?");
  await buyer.locator('.message[data-tick="sent"], .message[data-tick="delivered"], .message[data-tick="read"]').waitFor();
  await operator.getByRole("button", { name: /Take the chat/ }).waitFor({ timeout: 20000 });
  await picture(operator, "offer");
  await operator.keyboard.press("F2");
  await thread.getByText("Коли приїде моє замовлення?").waitFor();
  await until("it is hers", async () => (await mine()).length === 1);
  await buyer.locator('.message[data-tick="read"]').waitFor(); // it stands before her
});

await step("her answer arrives, and his window tells her that it is read", async () => {
  await composer.fill("Добрий день! Завтра до 18:00.");
  await operator.keyboard.press("Enter");
  await said(buyer, "Завтра до 18:00").waitFor();
  await thread.locator('[data-direction="out"]').getByText("read", { exact: true }).waitFor();
  equal(await composer.inputValue(), "", "the field after sending");
});

await step("each sees that the other writes", async () => {
  await buyer.locator(".composer textarea").pressSequentially("Дя");
  await operator.getByText(/is writing…/).waitFor();
  await composer.pressSequentially("Бу");
  await buyer.locator(".typing").filter({ hasText: "пише" }).waitFor();
  await picture(buyer, "widget-talk");
});

await step("a note is yellow, her own, and never his", async () => {
  await operator.keyboard.press("Escape");
  await operator.keyboard.press("n");
  await operator.getByLabel("Note, seen only by colleagues").fill("Обережно: скаржився минулого тижня");
  await operator.keyboard.press("Enter");
  await thread.locator('[data-direction="note"]').getByText("скаржився").waitFor();
  await buyer.reload();
  await buyer.locator(".launch").click();
  await said(buyer, "Завтра до 18:00").waitFor();
  equal(await said(buyer, "скаржився").count(), 0, "notes at the buyer's");
});

await step("a reload on either side keeps the whole talk and what was being written", async () => {
  equal(await buyer.locator(".message").count(), 2, "his messages after the reload");
  equal(await buyer.locator(".composer textarea").inputValue(), "Дя", "what he was writing");
  await operator.reload();
  await thread.getByText("Завтра до 18:00").waitFor();
  await thread.getByText("скаржився").waitFor();
});

await step("without a network his words wait and go out once when it is back, and the bar says so", async () => {
  await buyer.context().setOffline(true);
  await write(buyer, "Ви ще тут?");
  await buyer.locator(".bar").filter({ hasText: "Немає зв'язку" }).waitFor({ timeout: 30000 });
  equal(await said(buyer, "Ви ще тут?").getAttribute("data-tick"), "sending", "the message without a network");
  await picture(buyer, "widget-lost");
  await buyer.context().setOffline(false);
  await thread.getByText("Ви ще тут?").waitFor({ timeout: 30000 });
  await buyer.locator(".bar").waitFor({ state: "hidden", timeout: 30000 });
  equal(await thread.getByText("Ви ще тут?").count(), 1, "how often it came");
});

await step("a killed server loses nothing that was ticked, and both go on", async () => {
  await centre.kill();
  await centre.start(...centre.args);
  await write(buyer, "Після перезапуску");
  await thread.getByText("Після перезапуску").waitFor({ timeout: 40000 });
  equal(await thread.getByText("Ви ще тут?").count(), 1, "what was there before");
});

await step("an answer that he does not look at counts on the button", async () => {
  await buyer.keyboard.press("Escape");
  await composer.fill("Так, ми тут.");
  await operator.keyboard.press("Enter");
  await buyer.locator(".badge").filter({ hasText: "1" }).waitFor();
  await buyer.locator(".launch").click();
  await said(buyer, "Так, ми тут.").waitFor();
});

await step("the inbox shows the same thread beside its list, by keyboard", async () => {
  await operator.keyboard.press("Escape");
  await operator.evaluate(() => document.activeElement.blur());
  await operator.keyboard.press("g");
  await operator.keyboard.press("i");
  await operator.getByRole("heading", { name: "Inbox" }).waitFor();
  await operator.locator("[data-row]").first().waitFor();
  await operator.keyboard.press("j");
  await operator.keyboard.press("Enter");
  await thread.getByText("Так, ми тут.").waitFor();
  for (const scheme of ["light", "dark"]) equal(await violationsIn(operator, scheme), [], `axe of the inbox, ${scheme}`);
  for (const width of ["wide", "small", "phone"]) {
    await operator.setViewportSize(sizes[width]);
    await settled(operator);
    equal(await cutTexts(operator), [], `cut texts, ${width}`);
    await picture(operator, `inbox-${width}`);
  }
  await operator.setViewportSize(sizes.wide);
  await operator.emulateMedia({ colorScheme: "light" });
});

await step("the inbox finds a message by its words, a colleague's note too, and opens the thread there", async () => {
  const field = operator.getByLabel("Find by name, number or words");
  await field.fill("перезап");
  const found = operator.locator("[data-row]").filter({ has: operator.locator("mark") });
  await found.first().waitFor();
  equal(await found.first().locator("mark").innerText(), "перезап", "what is marked");
  await found.first().click();
  await thread.locator("[data-sought]").getByText("Після перезапуску").waitFor();
  await field.fill("скаржив");
  await found.filter({ hasText: "Обережно" }).first().waitFor();
  equal(await violationsIn(operator, "light"), [], "axe of what was found");
  await picture(operator, "inbox-found");
  await field.fill("немаєтакого");
  await operator.getByText("No message has these words.").waitFor();
  await picture(operator, "inbox-none");
  await field.fill("");
});

// Who he is by the word of the shop's server, and what he looks at: beside the chat, while he shares it.
const { items: [signing] } = await body(bossApi, "/api/v1/web-chats");
const secretOf = async () => (await (await bossApi("POST", `/api/v1/web-chats/${signing.id}/secret`, {})).json()).secret;
const olena = { id: "42", name: "Олена Коваль", email: "olena.koval@example.com", phone: "+380509998877" };
const signed = (secret, who = olena) => crypto.createHmac("sha256", secret).update([who.id, who.name, who.email, who.phone].join("\n")).digest("hex");

await step("a signature that does not fit is told in the console and joins nobody", async () => {
  await secretOf();
  const heard = buyer.waitForEvent("console", (line) => line.text().includes("conversations.signature"));
  await buyer.evaluate((who) => window.Orderline.setBuyer(who), { ...olena, signature: "0".repeat(64) });
  await heard;
  equal((await mine())[0].signed_buyer, false, "signed");
});

await step("whom the shop signs is known at the desk", async () => {
  await buyer.evaluate((who) => window.Orderline.setBuyer(who), { ...olena, signature: signed(await secretOf()) });
  await operator.getByText("signed in at the shop").waitFor();
  equal((await mine())[0].customer_id !== null && (await mine())[0].signed_buyer, true, "joined to a record");
});

await step("his page and cart stand beside the chat once he allows it, as text, and go when he takes it back", async () => {
  await buyer.evaluate(() => {
    window.Orderline.setPage({ title: "<img src=x onerror=\"document.title='broken'\">Чайник", problem: "Немає такої вулиці" });
    window.Orderline.setCart([{ name: "Чайник «Скіф»", quantity: 2, price: "1 450 ₴" }], { total: "2 900 ₴", coupon: "ОСІНЬ" });
  });
  const sees = operator.getByRole("region", { name: "What the buyer sees now" });
  equal(await sees.count(), 0, "what is shown before he allows it");
  await buyer.locator(".share").click();
  await sees.getByText("<img src=x").waitFor();
  await sees.getByText("Немає такої вулиці").waitFor();
  await sees.locator("summary").click();
  await sees.getByText("Чайник «Скіф»").waitFor();
  equal(await sees.locator("img").count(), 0, "pictures of a title");
  for (const scheme of ["light", "dark"]) equal(await violationsIn(operator, scheme), [], `axe beside the chat, ${scheme}`);
  await picture(operator, "beside");
  await operator.emulateMedia({ colorScheme: "light" });
  await picture(buyer, "widget-shares");
  await buyer.locator(".share").click();
  await sees.waitFor({ state: "detached" });
});

await step("a cart of a megabyte is cut in his browser, and hurts nobody", async () => {
  await buyer.evaluate(() => window.Orderline.setCart(Array.from({ length: 4000 }, () => ({ name: "x".repeat(250), quantity: 1, price: "1" })), { total: "1" }));
  await buyer.locator(".share").click();
  const sees = operator.getByRole("region", { name: "What the buyer sees now" });
  await sees.getByText("50 articles in the cart").waitFor();
  await buyer.locator(".share").click();
  await sees.waitFor({ state: "detached" });
});

await step("he books a call back at a free time, told in his words and at the desk", async () => {
  const shopId = signing.shop_id;
  const [rule] = (await body(bossApi, `/api/v1/shops/${shopId}/callback-rules`)).items;
  const saved = await bossApi("PUT", `/api/v1/shops/${shopId}/callback-rules`, { on: true, slot_minutes: 30, capacity: 6, ahead_days: 7, own_hours: false, week: [] }, { "If-Match": `"${rule?.version ?? 1}"` });
  if (!saved.ok) throw new Error(await saved.text());
  await buyer.reload();
  await buyer.locator(".launch").click();
  await buyer.locator(".chip").first().click();
  await buyer.locator(".letter:visible select").waitFor();
  await picture(buyer, "widget-call-back");
  await buyer.locator(".letter:visible input[type=tel]").fill("050 999 88 77");
  await buyer.locator(".letter:visible .submit").click();
  await buyer.locator(".told").filter({ hasText: "Ми зателефонуємо вам" }).waitFor();
  await picture(buyer, "widget-called-back");
  await operator.getByText(/The buyer booked a call/).waitFor();
  await buyer.keyboard.press("Escape");
  await buyer.locator(".note").filter({ hasText: "Ми зателефонуємо вам" }).waitFor();
});

await step("he finds his order by number and telephone; a stranger's guesses are stopped", async () => {
  const taken = await bossApi("POST", "/api/v1/orders", {
    shop_id: signing.shop_id, recipient: "Олена Коваль", phone: "+380509998877", address: "Хрещатик, 1", city: "Київ", delivery_method: "courier", pay_method: "cod", note: "",
    lines: [{ sku: "K1", name: "Чайник", quantity: 1, price: { minor: 118000, currency: "UAH" } }],
  });
  const order = await taken.json();
  if (!taken.ok) throw new Error(JSON.stringify(order));
  const ask = (number, phone_end) => fetch(`${centre.url}/public/v1/chat/order`, { method: "POST", body: JSON.stringify({ key: "wc_demo", number, phone_end }) });
  const digits = order.number.replace(/\D/g, "");
  await buyer.locator(".chip").nth(1).click();
  await buyer.locator(".letter:visible input").first().fill(order.number);
  await buyer.locator(".letter:visible input").nth(1).fill("8877");
  await buyer.locator(".letter:visible .submit").click();
  await buyer.locator(".told").filter({ hasText: "Замовлення отримано, ми підтвердимо його з вами." }).waitFor();
  await picture(buyer, "widget-order");
  await buyer.keyboard.press("Escape");
  equal(await (await ask("99999999", "0000")).text(), await (await ask(digits, "0001")).text(), "the answers to a wrong number and to a wrong telephone");
  let status = 200;
  for (let tries = 0; tries < 6 && status === 200; tries++) status = (await ask("99999999", "0000")).status;
  equal(status, 429, "the answer to a flood");
});

await step("closing asks how it ended, and tells the buyer", async () => {
  await operator.evaluate(() => document.activeElement.blur());
  await operator.keyboard.press("Control+e");
  await operator.getByRole("dialog", { name: "Close the conversation" }).waitFor();
  await operator.keyboard.press("1");
  await operator.keyboard.press("Control+Enter");
  await buyer.locator(".note").filter({ hasText: "Розмову завершено" }).waitFor();
  await until("nothing is hers", async () => (await mine()).length === 0);
});

/** Takes one letter after another, says yes to everything; what came stands in `letters`. */
function postOffice() {
  const letters = [];
  const server = net.createServer((socket) => {
    let body = false, text = "";
    socket.on("error", () => undefined);
    socket.write("220 post office\r\n");
    socket.on("data", (data) => {
      text += data;
      if (body && !text.endsWith("\r\n.\r\n")) return;
      if (body) letters.push(text);
      const lines = body ? ["."] : text.split("\r\n").filter(Boolean);
      body = !body && lines.at(-1) === "DATA";
      text = "";
      for (const line of lines) socket.write(line === "DATA" ? "354 go on\r\n" : line === "QUIT" ? "221 bye\r\n" : "250 yes\r\n");
    });
  });
  return { letters, server };
}

/** The words of a letter of ours: its first part, as base64. */
const wordsOf = (letter) => Buffer.from(/base64\r\n\r\n([\s\S]*?)\r\n--/.exec(letter)[1], "base64").toString();

await step("he has a copy sent to his address, once; a second address in it is refused", async () => {
  const { letters, server } = postOffice();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const made = await bossApi("POST", "/api/v1/mailboxes", {
    shop_id: signing.shop_id, address: "shop@kettles.example", name: "Дім чайників", imap_host: "127.0.0.1", imap_port: 1, imap_tls: "none", smtp_host: "127.0.0.1", smtp_port: server.address().port, smtp_tls: "none", user: "shop", secret: "x",
  });
  if (!made.ok) throw new Error(await made.text());
  await buyer.reload();
  await buyer.locator(".launch").click();
  await buyer.locator(".chip").filter({ hasText: "Копія на e-mail" }).click();
  const sends = async (address) => {
    await buyer.locator(".letter:visible input[type=email]").fill(address);
    await buyer.locator(".letter:visible .submit").click();
  };
  await sends("olena@example.com");
  await buyer.locator(".told").filter({ hasText: "olena@example.com" }).waitFor();
  await picture(buyer, "widget-copy");
  equal(letters.length, 1, "letters");
  equal(/^To: olena@example\.com\r$/m.test(letters[0]), true, `its To in\n${letters[0].slice(0, 600)}`);
  const words = wordsOf(letters[0]);
  equal([/Коли приїде моє замовлення/.test(words), /скаржився/.test(words)], [true, false], `the words and the note in it: ${words.slice(0, 300)}`);
  await buyer.keyboard.press("Escape");
  await buyer.locator(".chip").filter({ hasText: "Копія на e-mail" }).click();
  await sends("olena@example.com");
  await buyer.locator(".wrong").filter({ hasText: "вже надіслано" }).waitFor();
  const forged = await fetch(`${centre.url}/public/v1/chat/transcript`, { method: "POST", body: JSON.stringify({ key: "wc_demo", token: "t".repeat(43), email: "olena@example.com\r\nBcc: all@example.com" }) });
  equal([forged.status, (await forged.json()).code], [400, "mail.address"], "the answer to a forged address");
  equal(letters.length, 1, "letters after that");
  server.close();
});

// The shop's own pages, at another origin: a strict content policy, and built-ins that the page has broken.
const broken = `<script>Array.prototype.map=Array.prototype.filter=()=>{throw new Error("broken")};Array.prototype.toJSON=()=>"x";
JSON.parse=()=>{throw new Error("broken")};JSON.stringify=()=>"broken";window.Promise=function(){throw new Error("broken")};
window.fetch=()=>{throw new Error("broken")};window.WebSocket=function(){throw new Error("broken")};String.prototype.replace=()=>"broken";window.setTimeout=()=>0;</script>`;
const shop = http.createServer((request, response) => {
  const strict = `default-src 'none'; script-src ${centre.url}; connect-src ${centre.url} ${centre.url.replace("http", "ws")}`;
  response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...(request.url === "/strict" ? { "content-security-policy": strict } : {}) });
  response.end(`<!doctype html><html lang="uk"><meta charset="utf-8"><title>Shop</title><h1>Shop</h1>${request.url === "/broken" ? broken : ""}
<script src="${centre.url}/widget/v1/orderline.js" data-key="wc_demo" async></script></html>`);
});
const port = await freePort();
await new Promise((resolve) => shop.listen(port, "127.0.0.1", resolve));
shop.unref();
const { items: [web] } = await body(bossApi, "/api/v1/web-chats");

await step("a page that is not the shop's gets no chat", async () => {
  const page = await (await browser.newContext()).newPage();
  const refused = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/chat/hello"));  // the browser keeps the answer from it
  await page.goto(`http://127.0.0.1:${port}/plain`);
  await refused;
  const answer = await fetch(`${centre.url}/public/v1/chat/hello`, { method: "POST", headers: { origin: `http://127.0.0.1:${port}` }, body: '{"key":"wc_demo"}' });
  equal(answer.status, 403, "the answer to a foreign page");
  equal(await page.locator(".launch").count(), 0, "buttons");
  await page.context().close();
});

for (const name of ["plain", "strict", "broken"]) {
  await step(`the widget works on a ${name} page of the shop's at another origin`, async () => {
    if (name === "plain") {
      const answer = await bossApi("PATCH", `/api/v1/web-chats/${web.id}`, { origins: [`http://127.0.0.1:${port}`] }, { "If-Match": `"${web.version}"` });
      if (!answer.ok) throw new Error(await answer.text());
    }
    const page = await openShop(`http://127.0.0.1:${port}/${name}`, name === "plain" ? sizes.phone : sizes.wide);
    await page.locator(".launch").click();
    await write(page, `Зі сторінки ${name}`);
    await page.locator('.message[data-tick="sent"], .message[data-tick="delivered"]').waitFor();
    equal(page.faults, [], "faults of the page");
    await picture(page, `page-${name}`);
    await page.context().close();
  });
}

shop.close();
await end(browser, centre);
