// The button, the window and what the buyer does in them. It shows the state and calls the chat; it decides nothing else.
import type { Chat } from "./chat";
import { maker, picture, type Maker } from "./dom";
import { Doors } from "./doors";
import { older } from "./history";
import { Letter } from "./letter";
import { Log, size } from "./log";
import { asksForm, isHidden, languageOf, shares, unread, type Event, type Language, type State } from "./state";
import { Rate } from "./rate";
import { paint } from "./styles";
import { isLanguage, names, shortNames, speak } from "./texts";

export interface Wishes {
  /** "light", "dark" or as the buyer's system says. */
  scheme: string;
  /** Where "call now" leads; empty: nowhere. */
  call: string;
}

export class View {
  private readonly make: Maker;
  private readonly shadow: ShadowRoot;
  private readonly log: Log;
  private readonly letter: Letter;
  private readonly rate: Rate;
  private readonly doors: Doors;
  private readonly parts: ReturnType<View["build"]>;
  private readonly phone: MediaQueryList;
  private drawn: Language | "" = "";

  constructor(private readonly chat: Chat, private readonly host: Window & typeof globalThis, wishes: Wishes) {
    const page = host.document;
    this.make = maker(page);
    const element = this.make("div", { "data-scheme": wishes.scheme });
    element.style.setProperty("all", "initial", "important"); // the page's own rules stay outside
    this.shadow = element.attachShadow({ mode: "open" });
    this.phone = host.matchMedia("(max-width: 480px)");
    this.log = new Log({ page, server: chat.plugs.server ?? "", again: (local) => chat.again(local), stop: (local) => chat.uploads.stop(local), older: () => void older(chat).catch(() => undefined) });
    this.letter = new Letter(page, chat);
    this.rate = new Rate(page, chat);
    this.doors = new Doors(page, chat, (open) => this.sheet(open), (words) => this.suggest(words));
    this.parts = this.build(wishes);
    this.dress(chat.state.settings?.colour ?? "");
    this.shadow.append(this.parts.root);
    page.documentElement.append(element);
    chat.listen((state, event) => this.draw(state, event));
    this.parts.text.value = chat.draft.get();
    this.draw(chat.state, { is: "link", link: "idle" });
  }

  private dress(colour: string): void {
    const text = paint(colour);
    try {
      const sheet = new this.host.CSSStyleSheet();
      sheet.replaceSync(text);
      this.shadow.adoptedStyleSheets = [sheet];
    } catch {
      this.shadow.append(this.make("style", {}, text)); // a browser of before 2023
    }
  }

  private build(wishes: Wishes) {
    const { make, host: { document: page } } = this;
    const badge = make("span", { class: "badge", "aria-hidden": "true" });
    const launch = make("button", { type: "button", class: "launch", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => this.toggle() }, picture(page, "chat"), badge);
    const title = make("h2", { id: "title" }), status = make("p", { role: "status" });
    const language = make("select", { class: "language", onchange: () => isLanguage(language.value) && this.chat.speak(language.value) });
    const call = make("a", { class: "icon", href: safe(wishes.call, page), onclick: () => this.phone.matches && this.close() }, picture(page, "phone"));
    const close = make("button", { type: "button", class: "icon", onclick: () => this.close() }, picture(page, "close"));
    const head = make("header", { class: "head" }, make("div", { class: "title" }, title, status), language, call, close);
    call.hidden = wishes.call === "";
    const bar = make("p", { class: "bar", role: "status" });
    const shared = make("input", { type: "checkbox", role: "switch", class: "sr", onchange: () => this.chat.share(shared.checked ? "yes" : "no") }), sharing = make("span", { class: "sharing" });
    const share = make("label", { class: "share" }, sharing, shared, make("span", { class: "knob", "aria-hidden": "true" }));
    const typing = make("div", { class: "typing", "aria-live": "polite", dir: "auto" });
    const text = make("textarea", { rows: 1, dir: "auto", enterkeyhint: "send", oninput: () => this.typed(), onkeydown: (event: KeyboardEvent) => this.keyed(event) });
    const send = make("button", { type: "submit", class: "icon send" }, picture(page, "send"));
    const field = make("input", { type: "file", multiple: true, class: "sr", tabindex: "-1", "aria-hidden": "true", onchange: () => { this.attach(field.files); field.value = ""; } });
    const attach = make("button", { type: "button", class: "icon", onclick: () => field.click() }, picture(page, "clip"));
    const composer = make("form", { class: "composer", onsubmit: (event: Event_) => { event.preventDefault(); this.send(); } }, attach, field, text, send);
    const panel = make("section", { class: "panel", role: "dialog", "aria-labelledby": "title", tabindex: "-1", onkeydown: (event: KeyboardEvent) => this.inPanel(event),
      ondragover: (event: DragEvent) => this.dragged(event, true), ondragleave: (event: DragEvent) => this.dragged(event, false), ondrop: (event: DragEvent) => this.dragged(event, false), onpaste: (event: ClipboardEvent) => this.attach(event.clipboardData?.files, event) },
      head, bar, share, this.log.node, this.letter.node, this.doors.sheet, this.rate.node, typing, this.doors.bar, composer);
    panel.hidden = true;
    const words = make("button", { type: "button", class: "words", dir: "auto", onclick: () => this.open() });
    const no = make("button", { type: "button", class: "icon no", onclick: () => this.chat.inviter.refuse() }, picture(page, "close"));
    const invite = make("div", { class: "invite", role: "status" }, words, no);
    const root = make("div", { class: "root" }, invite, launch, panel);
    return { root, invite, words, no, launch, badge, panel, title, status, language, call, close, bar, share, shared, sharing, typing, text, send, attach, composer };
  }

  toggle(): void {
    if (this.chat.state.shown) this.close();
    else this.open();
  }

  /** Opened by the settings' preview it leaves the focus where it is. */
  open(focus = true): void {
    if (this.chat.state.shown || isHidden(this.chat.state)) return;
    this.parts.panel.hidden = false;
    this.chat.show(true);
    this.grow();
    this.log.node.scrollTop = this.log.node.scrollHeight;
    if (!focus) return;
    if (this.phone.matches) this.parts.panel.focus(); // a keyboard that jumps up would hide half of it
    else (this.parts.composer.hidden ? this.letter.first : this.parts.text).focus();
  }

  close(): void {
    if (!this.chat.state.shown) return;
    this.parts.panel.hidden = true;
    this.chat.show(false);
    this.parts.launch.focus({ preventScroll: true });
  }

  /** Puts words into an empty field, to be sent by him. */
  suggest(words: string): void {
    const { text } = this.parts;
    if (text.value === "") text.value = words;
    this.parts.send.disabled = text.value.trim() === "";
    this.grow();
  }

  /** A sheet lies over the messages; closed, the focus is where he writes. */
  private sheet(open: boolean): void {
    this.draw(this.chat.state, { is: "link", link: this.chat.state.link });
    if (!open) (this.parts.composer.hidden ? this.letter.first : this.parts.text).focus();
  }

  private send(): void {
    const { text } = this.parts;
    const words = text.value.trim();
    if (words === "") return;
    this.chat.write(words);
    text.value = "";
    this.typed();
    text.focus();
    this.log.node.scrollTop = this.log.node.scrollHeight;
  }

  private typed(): void {
    const { text, send } = this.parts;
    send.disabled = text.value.trim() === "";
    this.chat.draft.keep(text.value);
    if (!send.disabled) this.chat.typist.mine();
    this.grow();
  }

  /** Where he may write, he may send files: chosen, dropped or pasted. */
  private attach(files: FileList | null | undefined, event?: Event_): void {
    if (!files?.length || this.parts.attach.hidden || this.parts.composer.hidden) return;
    event?.preventDefault();
    this.chat.uploads.add([...files]);
    this.log.node.scrollTop = this.log.node.scrollHeight;
  }

  private dragged(event: DragEvent, over: boolean): void {
    const { panel, attach, composer } = this.parts;
    if (!event.dataTransfer?.types.includes("Files") || attach.hidden || composer.hidden) return;
    event.preventDefault(); // the page would open it
    panel.toggleAttribute("data-drop", over);
    if (event.type === "drop") this.attach(event.dataTransfer.files);
  }

  /** As high as its words, to six lines: also those that were kept, or that the page has put in. */
  private grow(): void {
    const { style, scrollHeight } = this.parts.text;
    style.setProperty("height", "auto");
    if (scrollHeight > 0) style.setProperty("height", `${Math.min(132, this.parts.text.scrollHeight + 2)}px`);
  }

  /** Chinese input chooses words with Enter: only a real one sends. */
  private keyed(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.send();
  }

  private inPanel(event: KeyboardEvent): void {
    event.stopPropagation(); // the shop's own keys rest while somebody types to it
    if (event.key === "Escape" && this.doors.shown) this.doors.show("");
    else if (event.key === "Escape") this.close();
    if (event.key === "Tab" && this.phone.matches) this.trap(event);
  }

  private trap(event: KeyboardEvent): void {
    const all = [...this.parts.panel.querySelectorAll<HTMLElement>("button,a[href],select,textarea,input,[tabindex='0']")]
      .filter((node) => !node.hasAttribute("disabled") && node.getClientRects().length > 0);
    const first = all[0], last = all.at(-1), now = this.shadow.activeElement;
    const turn = event.shiftKey ? (now === first || now === this.parts.panel ? last : undefined) : now === last ? first : undefined;
    if (!turn) return;
    event.preventDefault();
    turn.focus();
  }

  private draw(state: State, event: Event): void {
    const language = languageOf(state);
    if (language !== this.drawn || event.is === "settings") this.name(state, language);
    if (event.is === "settings") this.dress(event.settings.colour);
    const t = speak(language), { parts } = this, count = unread(state), form = asksForm(state) || state.left;
    parts.launch.setAttribute("aria-expanded", String(state.shown));
    parts.launch.setAttribute("aria-label", count > 0 ? `${t("chat")}, ${t("unread", { n: count })}` : t("chat"));
    parts.root.hidden = isHidden(state);
    parts.invite.hidden = state.invited === "";
    say(parts.words, state.invited);
    parts.badge.hidden = count === 0;
    parts.badge.textContent = count > 99 ? "99+" : String(count);
    say(parts.status, statusOf(state, language));
    parts.bar.hidden = state.link !== "lost";
    say(parts.bar, state.link === "lost" ? t("lost") : "");
    say(parts.typing, state.typing === undefined ? "" : t("types", { name: state.typing || t("shop") }));
    parts.share.hidden = form || (state.settings?.share ?? "off") === "off";
    parts.shared.checked = shares(state);
    say(parts.sharing, t(shares(state) ? "sees" : "maySee"));
    this.doors.draw(state, language);
    const sheet = this.doors.shown;
    this.letter.draw(state, language, form && !sheet);
    this.log.node.hidden = sheet || (form && state.messages.length === 0);
    this.rate.draw(state, language);
    if (sheet) this.rate.node.hidden = true;
    parts.composer.hidden = form || sheet;
    parts.typing.hidden = form || sheet;
    parts.attach.hidden = this.chat.uploads.most === 0;
    this.log.draw(state, language, Date.now());
    if (this.phone.matches) parts.panel.setAttribute("aria-modal", "true");
    else parts.panel.removeAttribute("aria-modal");
  }

  private name(state: State, language: Language): void {
    this.drawn = language;
    const t = speak(language), { parts, make } = this;
    parts.root.setAttribute("lang", language);
    parts.title.textContent = state.settings?.title || state.settings?.shop_name || t("chat");
    this.log.node.setAttribute("aria-label", t("chat"));
    const max = size(this.chat.uploads.most, language);
    for (const [node, key] of [[parts.language, "language"], [parts.call, "call"], [parts.close, "close"], [parts.no, "notNow"], [parts.text, "write"], [parts.send, "send"], [parts.attach, "attach"]] as const) {
      node.setAttribute("aria-label", t(key, { max }));
      if (node !== parts.text) node.setAttribute("title", t(key, { max }));
    }
    parts.text.setAttribute("placeholder", t("write"));
    parts.text.setAttribute("title", t("hint"));
    parts.text.setAttribute("maxlength", String(state.settings?.limits.text_chars ?? 4000));
    parts.send.disabled = parts.text.value.trim() === "";
    const offered = (state.settings?.languages ?? []).filter(isLanguage);
    parts.language.replaceChildren(...[...new Set([...offered, language])].map((code) => make("option", { value: code, lang: code, "aria-label": names[code] }, shortNames[code])));
    parts.language.value = language;
    parts.language.hidden = offered.length < 2;
  }
}

type Event_ = globalThis.Event;

/** Only when it changed: a live region reads out every change. */
function say(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

export function statusOf(state: State, language: Language): string {
  const t = speak(language);
  const { conversation, settings } = state;
  if (state.link === "connecting" && state.messages.length === 0) return t("connecting");
  if (conversation?.state === "active" && conversation.operator) return t("talks", { name: conversation.operator.name });
  if (settings?.open === false) return [t("shut"), opening(settings.opens_at, language)].join(" ").trim();
  return conversation?.state === "waiting" ? t("waiting") : t("answers");
}

export function opening(at: number | null | undefined, language: Language): string {
  if (!at) return "";
  const when = new Intl.DateTimeFormat(language, { weekday: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
  return speak(language)("opens", { when });
}

/** The shop's own page or a number: no script behind a link. */
function safe(address: string, page: Document): string | undefined {
  if (address === "") return undefined;
  try {
    return /^(https?|tel|sip):$/.test(new URL(address, page.baseURI).protocol) ? address : undefined;
  } catch {
    return undefined;
  }
}
