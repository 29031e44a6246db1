// The one script of the shop's page: `<script src="https://HOST/widget/v1/orderline.js" data-key="wc_..." async></script>`.
// It runs a second time inside an empty hidden frame and works from there: the frame has built-ins of its own, so a page that
// has changed Array, JSON or Promise for itself breaks nothing here, and nothing here changes the page's.
import { Chat } from "./chat";
import { facade, type Facade } from "./facade";
import { browserPlugs } from "./plugs";
import { previewPlugs, readPreview, type Preview } from "./preview";
import { languageOf } from "./state";
import { languageIn, speak } from "./texts";
import { View, type Wishes } from "./view";

interface Boot extends Wishes {
  key: string;
  server: string;
  language: string;
  preview?: Preview;
}

type Host = Window & typeof globalThis & { Orderline?: Facade | unknown[] };
type Frame = HTMLIFrameElement & { orderline?: Boot };

const frame = window.frameElement as Frame | null;
if (frame?.orderline) void run(frame.orderline, window.parent as Host);
else begin();

function begin(): void {
  const script = document.currentScript as HTMLScriptElement | null;
  const key = script?.dataset.key;
  if (!script || !key || /[^\w-]/.test(key) || (window as Host).Orderline && "version" in ((window as Host).Orderline as object)) return;
  const { lang = "", scheme = "", call = "", preview } = script.dataset;
  const boot: Boot = { key, server: new URL(script.src).origin, language: lang, scheme, call, ...(preview ? { preview: readPreview(preview) } : {}) };
  let started = false;
  const here = () => {
    if (!started) void run(boot, window as Host);
    started = true;
  };
  try {
    inFrame(boot, script.src, here, () => (started = true));
  } catch {
    here(); // a page that lets no frame in: then with its own built-ins
  }
}

function inFrame(boot: Boot, src: string, failed: () => void, loaded: () => void): void {
  const frame = document.createElement("iframe") as Frame;
  frame.orderline = boot;
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  frame.title = "Orderline";
  frame.style.setProperty("display", "none", "important");
  frame.onload = () => {
    frame.onload = null;
    const page = frame.contentDocument;
    if (!page) return failed();
    const script = page.createElement("script");
    script.onerror = failed;
    script.onload = loaded;
    script.src = src;
    page.documentElement.appendChild(script);
  };
  document.documentElement.appendChild(frame);
}

async function run(boot: Boot, host: Host): Promise<void> {
  const plugs = browserPlugs(boot.server, boot.key, host);
  const chat = new Chat(boot.key, boot.preview ? previewPlugs(plugs, boot.preview) : plugs);
  const wish = languageIn(boot.language);
  if (wish) chat.suggestLanguage(wish);
  if (!(await chat.start(chat.state.wish))) return;
  await bodyOf(host);
  const view = new View(chat, host, boot);
  const early = host.Orderline;
  const api = facade(chat, view, (n) => speak(languageOf(chat.state))("order", { n }));
  host.Orderline = api;
  for (const call of Array.isArray(early) || isList(early) ? Array.from(early as unknown[][]) : []) api.push(Array.from(call));
  if (boot.preview?.shown) view.open(false);
  host.addEventListener("online", () => chat.hurry());
  host.addEventListener("offline", () => chat.drop());
}

const isList = (value: unknown): boolean => typeof value === "object" && value !== null && "length" in value;

function bodyOf(host: Host): Promise<void> {
  if (host.document.readyState !== "loading") return Promise.resolve();
  return new Promise((resolve) => host.document.addEventListener("DOMContentLoaded", () => resolve(), { once: true }));
}
