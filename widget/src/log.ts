// The conversation as rows: a row stays the same element for as long as its message lives, so that nothing is read out twice
// and nothing jumps under the eye.
import { maker, picture, thumb } from "./dom";
import { spanOf } from "./span";
import type { Language, Message, State } from "./state";
import { type Key, speak } from "./texts";
import type { WireFile } from "./wire";

export interface LogDeps {
  page: Document;
  /** Its address, before the path of a file. */
  server: string;
  again(local: string): void;
  /** He takes back a file that is on its way, or was refused. */
  stop(local: string): void;
  older(): void;
}

export class Log {
  readonly node: HTMLElement;
  private readonly rows = new Map<string, { node: HTMLElement; drawn: string }>();
  private readonly bars = new Map<string, HTMLProgressElement>();
  private wrote = "";

  constructor(private readonly deps: LogDeps) {
    this.node = maker(deps.page)("div", { class: "log", role: "log", tabindex: "0" });
  }

  draw(state: State, language: Language, now: number): void {
    const { node } = this;
    const atEnd = node.scrollHeight - node.scrollTop - node.clientHeight < 48;
    const fromEnd = node.scrollHeight - node.scrollTop;
    const before = node.lastElementChild;
    const wanted = this.wanted(state, language, now);
    for (const [key, row] of this.rows) if (!wanted.some((one) => one.key === key)) { row.node.remove(); this.rows.delete(key); }
    let place = node.firstChild;
    for (const { key, drawn, make } of wanted) {
      const row = this.row(key, drawn, make);
      if (row === place) place = place.nextSibling;
      else node.insertBefore(row, place);
    }
    for (const { local, upload } of state.messages) {
      const bar = upload && this.bars.get(local);
      if (bar) bar.value = upload.part;
    }
    const wrote = state.messages.filter(({ by, local }) => by === "buyer" && local).reduce((newest, one) => (one.at >= newest.at ? one : newest), { at: 0, local: "" });
    if (atEnd) node.scrollTop = node.scrollHeight;
    else if (wrote.local !== this.wrote) this.rows.get(wrote.local)?.node.scrollIntoView?.({ block: "nearest" }); // his own words, above what still waits
    else if (node.lastElementChild === before) node.scrollTop = node.scrollHeight - fromEnd; // older ones came above
    this.wrote = wrote.local;
  }

  private row(key: string, drawn: string, make: () => HTMLElement): HTMLElement {
    const old = this.rows.get(key);
    if (old?.drawn === drawn) return old.node;
    const fresh = make();
    if (old) {
      old.node.replaceChildren(...fresh.childNodes);
      for (const { name, value } of [...fresh.attributes]) old.node.setAttribute(name, value);
    }
    const node = old?.node ?? fresh;
    this.rows.set(key, { node, drawn });
    return node;
  }

  private wanted(state: State, language: Language, now: number) {
    const t = speak(language);
    const make = maker(this.deps.page);
    const rows: { key: string; drawn: string; make: () => HTMLElement }[] = [];
    const greeting = state.settings?.greeting || t("empty");
    if (state.more) rows.push({ key: "older", drawn: language, make: () => make("button", { type: "button", class: "older", onclick: () => this.deps.older() }, t("older")) });
    else rows.push({ key: "hello", drawn: greeting, make: () => make("p", { class: "hello", dir: "auto" }, greeting) });
    let day = "", who = "";
    const last = state.messages.filter(({ by, tick }) => by === "buyer" && tick !== "failed").at(-1);
    for (const message of state.messages) {
      const its = dayOf(message.at, now, language);
      if (its !== day) rows.push({ key: `day ${its}`, drawn: its, make: () => make("div", { class: "day" }, its) });
      const said = message.by === "shop" ? message.name : message.by;
      const named = message.by === "shop" && (said !== who || its !== day);
      [day, who] = [its, said];
      const key = message.local || `seq ${message.seq}`;
      const drawn = JSON.stringify([language, message.text, message.tick, message.why, named, message === last, message.at, message.files, message.upload?.name]);
      rows.push({ key, drawn, make: () => (message.by === "system" ? this.note(message, language) : this.message(message, language, named, message === last, state.settings?.limits.file_bytes ?? 0)) });
    }
    return rows;
  }

  private note({ text, name }: Message, language: Language): HTMLElement {
    const code = codes.find((one) => one === text);
    const [what, from, to] = text.split(" ");
    if (what === "call_booked") return maker(this.deps.page)("div", { class: "note", dir: "auto" }, speak(language)("callPromised", { when: spanOf(Number(from), Number(to), language) }));
    return maker(this.deps.page)("div", { class: "note", dir: "auto" }, code ? speak(language)(code, { name }) : text);
  }

  /** A download of the server's: nothing of it runs in the shop's page. */
  private link(file: WireFile, language: Language): HTMLElement[] {
    const { page, server } = this.deps, make = maker(page), t = speak(language);
    const { name, path, bytes, why } = file;
    const href = path.startsWith("/public/v1/files/") ? server + path : undefined;
    const seen = href !== undefined && file.picture === true && bytes <= pictureMost;
    const said = why === "infected" ? t("infected") : why ? t("checking") : file.risky ? t("risky") : "";
    return [...(seen ? [thumb(page, fetch(href).then((answer) => answer.blob()))] : []),
      make("a", { href, target: "_blank", rel: "noopener noreferrer" }, `${name} (${size(bytes, language)})`), ...(said ? [make("span", { class: "risky" }, said)] : [])];
  }

  /** On its way: what it is, how far, and the way to stop it. */
  private upload({ local, tick, upload }: Message, language: Language): HTMLElement[] {
    if (!upload) return [];
    const { page, stop } = this.deps, make = maker(page), t = speak(language);
    const bar = make("progress", { max: 1, value: upload.part, "aria-label": upload.name });
    this.bars.set(local, bar);
    const small = /^image\//.test(upload.file.type) ? [thumb(page, Promise.resolve(upload.file))] : [];
    return [make("p", { class: "text file", dir: "auto" }, ...small, make("span", {}, `${upload.name} (${size(upload.bytes, language)})`), ...(tick === "sending" ? [bar] : [])),
      make("button", { type: "button", class: "again", onclick: () => stop(local) }, t(tick === "sending" ? "stop" : "remove"))];
  }

  private message(message: Message, language: Language, named: boolean, last: boolean, most: number): HTMLElement {
    const { page } = this.deps;
    const make = maker(page), t = speak(language);
    const mine = message.by === "buyer";
    const row = make("div", { class: "message", "data-by": message.by, "data-tick": mine ? message.tick : undefined });
    const who = mine ? t("you") : message.name || t("shop");
    row.append(make("span", { class: named ? "who" : "sr" }, who), ...(message.text ? [make("p", { class: "text", dir: "auto" }, message.text)] : []),
      ...(message.files ?? []).map((file) => make("p", { class: "text file", dir: "auto" }, ...this.link(file, language))), ...this.upload(message, language));
    const meta = make("div", { class: "meta" }, make("time", { datetime: new Date(message.at).toISOString() }, clock(message.at, language)));
    if (mine) meta.append(picture(page, message.tick), make("span", { class: last ? "far" : "sr" }, t(message.tick)));
    if (mine && message.tick === "failed") {
      row.append(make("p", { class: "wrong" }, `${t("failed")} ${reason(message.why, language, size(most, language))}`),
        ...(hopeless.has(message.why) ? [] : [make("button", { type: "button", class: "again", onclick: () => this.deps.again(message.local) }, t("again"))]));
    } else row.append(...(mine && message.why ? [make("p", { class: "held" }, reason(message.why, language))] : []), meta);
    return row;
  }
}

/** A picture larger than this is only a link: it would load by itself. */
const pictureMost = 4_000_000;
/** The same file again would be refused again. */
const hopeless: ReadonlySet<string> = new Set(["files.too_many", "files.too_large", "files.empty", "files.channel_sends_none"]);

export const size = (bytes: number, language: Language) =>
  new Intl.NumberFormat(language, { style: "unit", unit: bytes < 1e6 ? "kilobyte" : "megabyte", maximumFractionDigits: bytes < 1e6 ? 0 : 1 }).format(Math.max(1, bytes / (bytes < 1e6 ? 1e3 : 1e6)));

/** What the server tells as a code; another one is shown as it came. */
const codes: readonly Key[] = ["assigned", "transferred", "returned_to_line", "closed", "closed_by_buyer", "reopened"];

/** Why it was refused, and the way out. */
export function reason(code: string, language: Language, max = ""): string {
  const key: Record<string, Key> = {
    "conversations.too_fast": "slow", "conversations.text_too_long": "tooLong", "conversations.foreign_origin": "refused",
    "conversations.no_channel": "refused", "conversations.contact_needed": "contactWrong", "conversations.text_empty": "messageWrong",
    "calls.number": "phoneWrong", "calls.premium": "numberRefused", "calls.country": "numberRefused", "callbacks.slot_full": "slotFull", "callbacks.slot_unknown": "slotFull", "callbacks.off": "noTimes",
    "doors.copied": "copied", "doors.not_answered": "notAnswered", "doors.no_mail": "notAnswered", "mail.address": "emailWrong", "mail.refused": "emailWrong",
    "files.too_large": "fileLarge", "files.too_many": "fileMany", "files.empty": "fileEmpty", "files.too_many_unsent": "slow", "files.channel_sends_none": "fileRefused",
    "doors.number": "numberWrong", "doors.phone_end": "endWrong",
  };
  return speak(language)(key[code] ?? "problem", { max });
}

const clock = (at: number, language: Language) => new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);

export function dayOf(at: number, now: number, language: Language): string {
  const name = (ms: number) => new Date(ms).toDateString();
  if (name(at) === name(now)) return speak(language)("today");
  if (name(at) === name(now - 86_400_000)) return speak(language)("yesterday");
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" }).format(at);
}
