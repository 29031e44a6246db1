// Out of hours: a message with an address, instead of a chat that nobody answers.
import type { Chat } from "./chat";
import { maker } from "./dom";
import { reason } from "./log";
import { ChatError } from "./plugs";
import type { Language, State } from "./state";
import { speak } from "./texts";

/** As loose as the server, which has the last word. */
export const isContact = (text: string): boolean => /^\S+@\S+\.\S+$/.test(text) || (/^\+?[\d\s().-]+$/.test(text) && text.replace(/\D/g, "").length >= 7);

export class Letter {
  readonly node: HTMLElement;
  readonly first: HTMLInputElement;
  private readonly parts;
  private language: Language = "en";
  private drawn = "";

  constructor(page: Document, private readonly chat: Chat) {
    const make = maker(page);
    const field = (name: string, autocomplete: string) => make("input", { id: name, name, autocomplete, "aria-describedby": `${name}-wrong` });
    const name = field("name", "name"), contact = field("contact", "email");
    const text = make("textarea", { id: "text", rows: 4, "aria-describedby": "text-wrong" });
    const words = { name: make("span"), contact: make("span"), text: make("span") };
    const wrong = { name: make("span", { id: "name-wrong", class: "wrong" }), contact: make("span", { id: "contact-wrong", class: "wrong" }), text: make("span", { id: "text-wrong", class: "wrong" }) };
    const why = make("p", { class: "wrong", role: "alert" }), intro = make("p"), thanks = make("p", { role: "status" });
    const submit = make("button", { type: "submit", class: "submit" });
    const form = make("form", { novalidate: true, class: "fields", onsubmit: (event: Event) => { event.preventDefault(); void this.send(); } });
    for (const [key, node] of [["name", name], ["contact", contact], ["text", text]] as const) form.append(make("div", {}, make("label", {}, words[key], node), wrong[key]));
    form.append(why, submit);
    this.parts = { form, name, contact, text, words, wrong, why, intro, thanks, submit };
    this.first = name;
    this.node = make("div", { class: "letter" }, intro, form, thanks);
  }

  draw(state: State, language: Language, shown: boolean): void {
    this.node.hidden = !shown;
    const key = `${language} ${state.left} ${state.settings?.shut_note}`;
    if (key === this.drawn) return;
    this.drawn = key;
    this.language = language;
    const t = speak(language), { parts } = this;
    parts.intro.textContent = state.settings?.shut_note || t("leave");
    parts.words.name.textContent = t("name");
    parts.words.contact.textContent = t("contact");
    parts.words.text.textContent = t("message");
    parts.submit.textContent = t("leaveIt");
    parts.thanks.textContent = state.left ? t("left") : "";
    parts.form.hidden = parts.intro.hidden = state.left;
    for (const [node, limit] of [[parts.name, state.settings?.limits.name_chars], [parts.contact, state.settings?.limits.contact_chars], [parts.text, state.settings?.limits.text_chars]] as const) {
      node.setAttribute("maxlength", String(limit ?? 100));
    }
  }

  private async send(): Promise<void> {
    const { parts, language } = this, t = speak(language);
    const name = parts.name.value.trim(), contact = parts.contact.value.trim(), text = parts.text.value.trim();
    const faults = [
      this.mark("name", name === "" ? t("nameWrong") : ""), this.mark("contact", isContact(contact) ? "" : t("contactWrong")), this.mark("text", text === "" ? t("messageWrong") : ""),
    ];
    parts.why.textContent = "";
    if (faults.some(Boolean)) return;
    parts.submit.disabled = true;
    await this.chat.leave(text, name, contact).then(
      () => { parts.text.value = ""; },
      (error: unknown) => { parts.why.textContent = reason(error instanceof ChatError ? error.code : "", language); },
    );
    parts.submit.disabled = false;
  }

  /** True and the focus there when something is wrong. */
  private mark(field: "name" | "contact" | "text", fault: string): boolean {
    const node = this.parts[field];
    this.parts.wrong[field].textContent = fault;
    if (fault === "") node.removeAttribute("aria-invalid");
    else if (!this.node.querySelector("[aria-invalid]")) node.focus();
    if (fault !== "") node.setAttribute("aria-invalid", "true");
    return fault !== "";
  }
}
