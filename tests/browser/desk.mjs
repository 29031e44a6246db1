// What the browser programs share: Chromium, a signed-in desk, and how to wait for a screen that has come to rest.
import { createRequire } from "node:module";
import path from "node:path";

import { until } from "./centre.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const { chromium } = createRequire(path.join(root, "desk/package.json"))("playwright-core");
const flags = ["--disable-gpu", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--no-first-run"];

export const languages = ["en", "uk", "ru", "zh"];
export const sizes = { wide: { width: 1440, height: 900 }, small: { width: 1024, height: 768 }, phone: { width: 390, height: 844 } };

export const launch = (...more) => chromium.launch({ executablePath: "/usr/bin/chromium", chromiumSandbox: false, args: [...flags, ...more] });

/** A context of its own, signed in by the form, in the person's language. */
export async function openDesk(browser, centre, login, { password = centre.people()[login], size = sizes.wide, scheme = "light", before } = {}) {
  const context = await browser.newContext({ viewport: size, permissions: ["microphone"], colorScheme: scheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  if (before) await page.addInitScript(before);
  await page.goto(centre.url);
  await page.locator("input").first().fill(login);
  await page.locator('input[type="password"]').fill(password);
  await page.keyboard.press("Enter");
  await page.locator("header").first().waitFor();
  return page;
}

/** Speaks `language` from now on; the page is loaded anew. */
export async function speak(page, language) {
  await page.evaluate((lang) => fetch("/api/v1/me", { method: "PATCH", headers: { "X-Requested-With": "orderline", "Content-Type": "application/json" }, body: JSON.stringify({ language: lang }) }), language);
  await page.reload();
  await page.locator("nav a").first().waitFor();
}

/** Nothing loads any more and no skeleton is left. The live socket keeps the network busy for nobody. */
export async function settled(page) {
  await page.waitForLoadState("networkidle");
  await page.locator("[aria-busy]").first().waitFor({ state: "detached" });
  await page.evaluate(() => document.fonts.ready);
}

/** What is cut off without a way to read it, and whether the page scrolls sideways. Runs in the page. */
export const cutTexts = (page) => page.evaluate(() => {
  const told = [];
  const root = document.scrollingElement;
  if (root.scrollWidth > root.clientWidth + 1) told.push(`the page is ${root.scrollWidth} px wide in ${root.clientWidth}`);
  for (const node of document.querySelectorAll("body *")) {
    const style = getComputedStyle(node);
    if (style.display === "none" || style.visibility === "hidden" || hidden(node) || node.closest(".ol-hidden")) continue;
    const box = node.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    const own = [...node.childNodes].filter((child) => child.nodeType === 3).map((child) => child.data.trim()).join(" ").trim();
    const cuts = style.overflowX !== "visible" && style.overflowX !== "auto" && style.overflowX !== "scroll";
    const input = node instanceof HTMLInputElement && node.value === "" && node.placeholder;
    if (cuts && (own || node.children.length) && node.scrollWidth > node.clientWidth + 1 && !node.title && !(node instanceof HTMLTextAreaElement) && node.innerText?.trim() && !(node instanceof HTMLInputElement))
      told.push(`cut: ${node.innerText.trim().slice(0, 60)}`);
    if (input && node.scrollWidth > node.clientWidth + 1) told.push(`placeholder cut: ${node.placeholder}`);
    if (own && box.right > innerWidth + 1 && !hasScroller(node)) told.push(`off the edge: ${own.slice(0, 60)}`);
  }
  return [...new Set(told)];
  function hidden(node) {
    for (let up = node; up; up = up.parentElement) if (getComputedStyle(up).clipPath !== "none") return true;
    return false;
  }
  function hasScroller(node) {
    for (let up = node.parentElement; up; up = up.parentElement) {
      const { overflowX } = getComputedStyle(up);
      if (overflowX === "auto" || overflowX === "scroll") return true;
    }
    return false;
  }
});

/** The loudest sample of what the page's audio element plays, awaited until it is a sound. */
export const soundAt = (page, what) => until(what, () => page.evaluate(async () => {
  const audio = [...document.querySelectorAll("audio")].find((a) => a.srcObject);
  if (!audio) return 0;
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(audio.srcObject).connect(analyser);
  const data = new Float32Array(analyser.fftSize);
  let peak = 0;
  for (let i = 0; i < 90; i++) {
    analyser.getFloatTimeDomainData(data);
    for (const value of data) peak = Math.max(peak, Math.abs(value));
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  await context.close();
  return peak > 0.02 ? peak : 0;
}), 30000);
