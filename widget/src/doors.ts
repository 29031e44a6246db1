// Beside the chat: a call back at a time that the shop can keep, and where an order stands. Each is a sheet over the messages.
import type { Chat } from "./chat";
import { maker, picture, type Maker } from "./dom";
import { reason } from "./log";
import { ChatError } from "./plugs";
import type { Language, State } from "./state";
import { clockOf, spanOf } from "./span";
import { speak, type Key } from "./texts";
import type { WireCallTime, WireOrder } from "./wire";

export type Door = "" | "call" | "order" | "copy";

const couriers: Record<string, string> = {
  novaposhta: "Nova Poshta", ukrposhta: "Ukrposhta", cdek: "CDEK", sfexpress: "SF Express", meest: "Meest", fedex: "FedEx", ups: "UPS", usps: "USPS", np_shopping: "Nova Poshta Shopping",
};
const nexts: Record<string, Key> = {
  we_confirm: "weConfirm", we_pack: "wePack", courier_brings: "courierBrings", you_collect: "youCollect", we_call: "weCall", done: "orderDone", back: "orderBack", over: "orderOver",
};

/** Chosen, an option stands without its group. */
const shortDay = (at: number, language: Language) => new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric" }).format(at);

export class Doors {
  /** What may be opened; stands over the field. */
  readonly bar: HTMLElement;
  readonly sheet: HTMLElement;
  private readonly make: Maker;
  private readonly parts;
  private open: Door = "";
  private language: Language = "en";
  private drawn = "";
  private times: readonly WireCallTime[] = [];

  constructor(page: Document, private readonly chat: Chat, private readonly moved: (open: boolean) => void, private readonly write: (words: string) => void) {
    this.make = maker(page);
    const { make } = this;
    const chip = (door: Door, icon: "phone" | "box" | "send") => {
      const words = make("span");
      return { words, node: make("button", { type: "button", class: "chip", onclick: () => this.show(door) }, picture(page, icon), words) };
    };
    const call = chip("call", "phone"), order = chip("order", "box"), copy = chip("copy", "send");
    this.bar = make("div", { class: "doors" }, call.node, order.node, copy.node);
    const title = make("h3", { tabindex: "-1" });
    const back = make("button", { type: "button", class: "icon", onclick: () => this.show("") }, picture(page, "close"));
    const body = make("div", { class: "fields" });
    this.sheet = make("section", { class: "letter", "aria-label": "" }, make("div", { class: "sheetHead" }, title, back), body);
    this.parts = { call, order, copy, title, back, body };
  }

  get shown(): boolean {
    return this.open !== "";
  }

  draw(state: State, language: Language): void {
    const doors = state.settings?.doors, { parts } = this, t = speak(language);
    parts.call.node.hidden = !doors?.call_back;
    parts.order.node.hidden = !doors?.order_status;
    parts.copy.node.hidden = !doors?.transcript || state.conversation?.state !== "closed";
    this.bar.hidden = this.shown || (parts.call.node.hidden && parts.order.node.hidden && parts.copy.node.hidden);
    this.sheet.hidden = !this.shown;
    if (language === this.drawn) return;
    this.drawn = this.language = language;
    parts.call.words.textContent = t("callMe");
    parts.order.words.textContent = t("whereOrder");
    parts.copy.words.textContent = t("copyByMail");
    parts.back.setAttribute("aria-label", t("back"));
    parts.back.setAttribute("title", t("back"));
    if (this.shown) this.fill();
  }

  show(door: Door): void {
    this.open = door;
    if (door) this.fill();
    this.moved(this.shown);
    if (door) this.parts.title.focus();
  }

  private fill(): void {
    const t = speak(this.language), { parts } = this, call = this.open === "call";
    parts.title.textContent = t(call ? "callMe" : this.open === "copy" ? "copyByMail" : "whereOrder");
    this.sheet.setAttribute("aria-label", parts.title.textContent);
    parts.body.replaceChildren(...(call ? [this.make("p", { role: "status" }, t("loadingTimes"))] : this.open === "copy" ? this.copyForm() : this.orderForm()));
    if (call) void this.askTimes();
  }

  private async askTimes(): Promise<void> {
    const said = await this.chat.door<{ on: boolean; times: WireCallTime[] }>("call-times", {}).catch((error: unknown) => error);
    if (this.open !== "call") return;
    const t = speak(this.language), { make } = this;
    if (said instanceof Error) return this.parts.body.replaceChildren(this.wrong(said));
    const { on, times } = said as { on: boolean; times: WireCallTime[] };
    this.times = on ? times : [];
    this.parts.body.replaceChildren(...(this.times.length > 0 ? this.callForm() : [make("p", { role: "status" }, t("noTimes")), this.instead()]));
  }

  /** Days as groups, so that a list of sixty is found through. */
  private callForm(): HTMLElement[] {
    const { make, language } = this, t = speak(language);
    const phone = make("input", { type: "tel", autocomplete: "tel", dir: "ltr", maxlength: 30, placeholder: "+380…" }), name = make("input", { autocomplete: "name", maxlength: 100, dir: "auto" }), when = make("select");
    for (const [day, times] of this.byDay()) when.append(make("optgroup", { label: day }, ...times.map(({ from, to }) => make("option", { value: from }, `${shortDay(from, language)}, ${clockOf(from, language)}–${clockOf(to, language)}`))));
    const why = make("p", { class: "wrong", role: "alert" }), send = make("button", { type: "submit", class: "submit" }, t("bookCall"));
    return [this.form(async () => {
      why.replaceChildren();
      if (phone.value.replace(/\D/g, "").length < 7) return this.mark(phone, why, t("phoneWrong"));
      phone.removeAttribute("aria-invalid");
      send.disabled = true;
      await this.chat.door<WireCallTime>("call-back", { phone: phone.value.trim(), from: Number(when.value), ...(name.value.trim() && { name: name.value.trim() }) }, true).then(
        ({ from, to }) => {
          this.parts.body.replaceChildren(make("p", { role: "status", class: "told" }, t("callPromised", { when: spanOf(from, to, language) })), make("p", {}, t("callMoved")));
          this.parts.title.focus(); // the button that had it is gone
        },
        (error: unknown) => { why.replaceChildren(this.wrong(error)); if (error instanceof ChatError && error.code.startsWith("callbacks.slot")) void this.askTimes(); },
      );
      send.disabled = false;
    }, this.label(t("phone"), phone), this.label(t("name"), name), this.label(t("when"), when), why, send), this.instead()];
  }

  private byDay(): Map<string, WireCallTime[]> {
    const days = new Map<string, WireCallTime[]>();
    for (const time of this.times) {
      const day = new Intl.DateTimeFormat(this.language, { weekday: "long", day: "numeric", month: "long" }).format(time.from);
      days.set(day, [...(days.get(day) ?? []), time]);
    }
    return days;
  }

  /** Who wants no call says so in the chat, in words. */
  private instead(): HTMLElement {
    const t = speak(this.language);
    return this.make("button", { type: "button", class: "again", onclick: () => { this.show(""); this.write(t("writeMe")); } }, t("noCall"));
  }

  private orderForm(): HTMLElement[] {
    const { make, language } = this, t = speak(language);
    const number = make("input", { inputmode: "text", autocomplete: "off", maxlength: 40, dir: "ltr" }), end = make("input", { inputmode: "numeric", autocomplete: "off", maxlength: 15, dir: "ltr" });
    const why = make("p", { class: "wrong", role: "alert" }), told = make("div", { class: "told", role: "status" }), send = make("button", { type: "submit", class: "submit" }, t("show"));
    told.hidden = true;
    return [this.form(async () => {
      why.replaceChildren();
      told.hidden = true;
      const faulty = /\d/.test(number.value) ? /^\D*(\d\D*){4,}$/.test(end.value) ? undefined : end : number;
      for (const field of [number, end]) field.removeAttribute("aria-invalid");
      if (faulty) return this.mark(faulty, why, t(faulty === number ? "numberWrong" : "endWrong"));
      send.disabled = true;
      await this.chat.door<WireOrder>("order", { number: number.value.trim(), phone_end: end.value.trim() }).then((order) => {
        told.hidden = false;
        told.replaceChildren(...this.orderLines(order));
      }, (error: unknown) => why.replaceChildren(this.wrong(error)));
      send.disabled = false;
      send.focus();
    }, this.label(t("orderNumber"), number), this.label(t("phoneEnd"), end), why, send), told];
  }

  private orderLines(order: WireOrder): HTMLElement[] {
    const { make, language } = this, t = speak(language);
    if (!order.found) return [make("p", {}, t("noOrder"))];
    const lines = [make("p", {}, t(nexts[order.next] ?? "orderOver"))];
    if (order.from && order.to && order.next !== "done" && order.next !== "over" && order.next !== "back") lines.push(make("p", {}, t("delivery", { when: spanOf(order.from, order.to, language) })));
    if (order.waybill) lines.push(make("p", {}, t("waybill", { courier: couriers[order.courier] ?? order.courier }), make("b", { dir: "ltr" }, order.waybill)));
    return lines;
  }

  private copyForm(): HTMLElement[] {
    const { make, language } = this, t = speak(language);
    const email = make("input", { type: "email", autocomplete: "email", maxlength: 254, dir: "ltr" }), why = make("p", { class: "wrong", role: "alert" }), send = make("button", { type: "submit", class: "submit" }, t("send"));
    return [this.form(async () => {
      const to = email.value.trim();
      why.replaceChildren();
      if (!/^\S+@\S+\.\S+$/.test(to)) return this.mark(email, why, t("emailWrong"));
      email.removeAttribute("aria-invalid");
      send.disabled = true;
      await this.chat.door("transcript", { email: to, language }, true).then(() => {
        this.parts.body.replaceChildren(make("p", { role: "status", class: "told" }, t("copySent", { email: to })));
        this.parts.title.focus();
      }, (error: unknown) => why.replaceChildren(this.wrong(error)));
      send.disabled = false;
    }, make("p", {}, t("copyOnce")), this.label("E-mail", email), why, send)];
  }

  private form(send: () => Promise<void> | void, ...children: Node[]): HTMLElement {
    return this.make("form", { novalidate: true, class: "fields", onsubmit: (event: Event) => { event.preventDefault(); void send(); } }, ...children);
  }
  private label(words: string, field: HTMLElement): HTMLElement {
    return this.make("label", {}, words, field);
  }
  private mark(field: HTMLElement, why: HTMLElement, words: string): void {
    field.setAttribute("aria-invalid", "true");
    field.focus();
    why.textContent = words;
  }
  private wrong(error: unknown): HTMLElement {
    return this.make("span", {}, reason(error instanceof ChatError ? error.code : "", this.language));
  }
}
