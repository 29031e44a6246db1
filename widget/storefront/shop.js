// The demo shop's page: language, goods, and the call window.
import { startCall } from "./call.js";
import { languages, texts } from "./texts.js";

const goods = [
  { id: "k1", price: 1180 }, { id: "k2", price: 1450 }, { id: "k3", price: 1690 },
  { id: "k4", price: 640 }, { id: "k5", price: 890 }, { id: "k6", price: 70 },
];

const $ = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
let language = first(query.get("lang"), remembered(), "uk");
let call;
let shown = { state: "connecting", more: {} };
let talkingSince = 0;

drawLanguages();
speak(language);
document.querySelectorAll("[data-open-call]").forEach((button) => button.addEventListener("click", () => openAsk()));
$("not-now").addEventListener("click", () => $("call").close());
$("close").addEventListener("click", () => $("call").close());
$("hang-up").addEventListener("click", () => call?.hangUp());
$("show-keys").addEventListener("click", () => ($("keys").hidden = !$("keys").hidden));
$("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  begin();
});
// Esc hangs up as well: a closed window must not leave a line open.
$("call").addEventListener("close", () => call?.hangUp());
$("call").addEventListener("keydown", (event) => {
  if (!$("live").hidden && /^[0-9*#]$/.test(event.key)) call?.digits(event.key);
});
for (const digit of "123456789*0#") {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: digit });
  button.addEventListener("click", () => call?.digits(digit));
  $("keys").append(button);
}
// The chat's "call now" leads here.
addEventListener("hashchange", () => location.hash === "#call" && (history.replaceState(null, "", location.pathname + location.search), openAsk()));
setInterval(() => {
  $("clock").textContent = talkingSince ? clock(Date.now() - talkingSince) : "";
}, 500);

function openAsk() {
  if (call) return;
  $("ask").hidden = false;
  $("live").hidden = true;
  $("call").showModal();
}

function begin() {
  $("ask").hidden = true;
  $("live").hidden = false;
  $("hang-up").hidden = false;
  $("show-keys").hidden = false;
  $("close").hidden = true;
  $("keys").hidden = true;
  talkingSince = 0;
  const value = (id) => $(id).value.trim();
  call = startCall({
    shop: query.get("shop") ?? "", name: value("name"), phone: value("phone").replace(/[^\d+]/g, ""), order: value("order"),
    audio: $("voice"), show,
  });
  $("hang-up").focus();
}

function show(state, more = {}) {
  shown = { state, more };
  if (state === "talking" && !talkingSince) talkingSince = Date.now();
  const over = !["connecting", "greeting", "waiting", "talking", "held", "closed", "message", "callback"].includes(state);
  if (over) {
    call = undefined;
    talkingSince = 0;
    $("hang-up").hidden = true;
    $("show-keys").hidden = true;
    $("keys").hidden = true;
    $("close").hidden = false;
  }
  $("live").dataset.state = state;
  tellState();
}

function tellState() {
  const t = texts[language];
  $("state").textContent = t[shown.state] ?? "";
  const { position } = shown.more;
  const place = shown.state === "waiting" && position ? t.place.replace("{n}", position) : "";
  $("detail").textContent = place || t[`${shown.state}Detail`] || "";
}

function speak(next) {
  language = next;
  const t = texts[language];
  document.documentElement.lang = language;
  document.title = t.brand;
  $("languages").setAttribute("aria-label", t.language);
  document.querySelectorAll("[data-t]").forEach((node) => (node.textContent = t[node.dataset.t]));
  document.querySelectorAll("#languages button").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.lang === language));
  });
  drawGoods(t);
  tellState();
  (window.Orderline ??= []).push(["setLanguage", language]);
}

function drawGoods(t) {
  const money = new Intl.NumberFormat(language, { style: "currency", currency: "UAH", currencyDisplay: "narrowSymbol", maximumFractionDigits: 0 });
  $("list").replaceChildren(
    ...goods.map(({ id, price }) => {
      const item = document.createElement("li");
      const picture = Object.assign(document.createElement("img"), { src: `${id}.svg`, alt: "", width: 220, height: 180 });
      const name = Object.assign(document.createElement("h3"), { textContent: t[id] });
      const row = Object.assign(document.createElement("p"), { className: "price", textContent: money.format(price) });
      const stock = Object.assign(document.createElement("span"), { className: "stock", textContent: t.inStock });
      item.append(picture, name, row, stock);
      return item;
    }),
  );
}

function drawLanguages() {
  for (const [code, name] of Object.entries(languages)) {
    const button = Object.assign(document.createElement("button"), { type: "button", lang: code, textContent: name });
    button.addEventListener("click", () => {
      localStorage.setItem("shop.language", code);
      speak(code);
    });
    $("languages").append(button);
  }
}

function first(...candidates) {
  return candidates.find((code) => code in texts) ?? "uk";
}

function remembered() {
  return localStorage.getItem("shop.language") ?? "";
}

function clock(ms) {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
