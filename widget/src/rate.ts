// After the end: how it was, in one press, with words if he likes. Asked once in a conversation.
import type { Chat } from "./chat";
import { maker } from "./dom";
import { reason } from "./log";
import { ChatError } from "./plugs";
import type { Language, State } from "./state";
import { speak } from "./texts";

const scores = [1, 2, 3, 4, 5] as const;

export class Rate {
  readonly node: HTMLElement;
  private readonly parts;
  private score = 0;
  private language: Language = "en";
  private drawn = "";

  constructor(page: Document, private readonly chat: Chat) {
    const make = maker(page);
    const question = make("legend");
    const marks = scores.map((score) => ({
      label: make("label", {}, make("input", { type: "radio", name: "score", value: score, class: "sr", onchange: () => this.choose(score) }), make("span", {}, String(score))), score,
    }));
    const low = make("span"), high = make("span");
    const words = make("input", { "aria-describedby": "rate-why", maxlength: 1000, dir: "auto" });
    const send = make("button", { type: "submit", class: "submit" });
    const why = make("p", { id: "rate-why", class: "wrong", role: "alert" }), thanks = make("p", { role: "status" });
    const more = make("div", { class: "more" }, words, send);
    const form = make("form", { onsubmit: (event: Event) => { event.preventDefault(); void this.send(); } },
      make("fieldset", {}, question, make("div", { class: "scores" }, ...marks.map(({ label }) => label)), make("div", { class: "ends" }, low, high)), more, why);
    this.parts = { form, question, marks, low, high, words, send, why, thanks, more };
    this.node = make("div", { class: "rate" }, form, thanks);
  }

  draw(state: State, language: Language): void {
    const { parts } = this, over = state.conversation?.state === "closed", rating = state.conversation?.rating ?? 0;
    this.node.hidden = !over || (rating > 0 && this.score === 0);
    const key = `${language} ${rating} ${over}`;
    if (key === this.drawn) return;
    this.drawn = key;
    this.language = language;
    if (!over) this.score = 0;
    const t = speak(language);
    parts.form.hidden = rating > 0;
    parts.thanks.textContent = rating > 0 ? t("rateThanks") : "";
    parts.question.textContent = t("rate");
    parts.low.textContent = t("rateLow");
    parts.high.textContent = t("rateHigh");
    parts.send.textContent = t("rateSend");
    parts.words.setAttribute("placeholder", t("rateWords"));
    parts.words.setAttribute("aria-label", t("rateWords"));
    for (const { label, score } of parts.marks) label.firstElementChild?.setAttribute("aria-label", t("rateOf", { n: String(score) }));
    parts.more.hidden = this.score === 0;
  }

  private choose(score: number): void {
    this.score = score;
    this.parts.more.hidden = false;
    for (const one of this.parts.marks) one.label.toggleAttribute("data-on", one.score === score);
  }

  private async send(): Promise<void> {
    const { parts, score } = this;
    if (score === 0) return;
    parts.why.textContent = "";
    parts.send.disabled = true;
    await this.chat.rate(score, parts.words.value.trim()).catch((error: unknown) => {
      parts.why.textContent = reason(error instanceof ChatError ? error.code : "", this.language);
    });
    parts.send.disabled = false;
  }
}
