// The note is never lost: kept in this browser with every key, saved on the server shortly after, tried again with growing
// pauses when that fails. Two windows of one person show one note: what the other typed comes by the browser's storage, what
// another computer saved by a look at the server; where both changed it, both texts stand.
import { ApiError } from "@/shared/api/client";
import { noteKey } from "@/shared/lib/kept-notes";

export type NoteState = "saved" | "saving" | "kept_here";

export interface NotePlugs {
  /** What the server holds; undefined when the contact is no longer in her hands. */
  load(): Promise<string | undefined>;
  save(text: string, keepalive: boolean): Promise<void>;
}

const quietMs = 500;
/** What another window typed is its to save; this one does if it has not. */
const othersMs = 10_000;
const freshMs = 5000;
const longestPauseMs = 30_000;

export class NoteKeeper {
  private shown: { text: string; state: NoteState };
  private readonly key: string;
  private readonly listeners = new Set<() => void>();
  /** What this window and the others agreed on last; own words are what differs from it. */
  private base: string;
  private timer: number | undefined;
  private failures = 0;
  private flights = 0;
  /** Counts saves begun and ended: what a look found meanwhile is older than they. */
  private turn = 0;
  private lookedAt = Date.now();
  private over = false;
  private stopped = false;

  constructor(contactId: string, private saved: string, private readonly plugs: NotePlugs) {
    this.key = noteKey(contactId);
    const kept = localStorage.getItem(this.key);
    this.base = saved;
    this.shown = { text: kept ? merged("", kept, saved) : (kept ?? saved), state: "saved" };
  }

  snapshot = () => this.shown;

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** Until the answer is called: listens to other windows, and to a network that comes back. */
  start(): () => void {
    const stored = (event: StorageEvent) => {
      if (event.key !== this.key) return;
      if (event.newValue === null) void this.look();
      else this.heard(event.newValue, false);
    };
    this.stopped = false;
    const leaving = () => void this.save(true);
    const look = () => void this.look();
    const again = () => this.again();
    window.addEventListener("storage", stored);
    window.addEventListener("pagehide", leaving);
    window.addEventListener("focus", look);
    window.addEventListener("online", again);
    this.again();
    return () => {
      window.removeEventListener("storage", stored);
      window.removeEventListener("pagehide", leaving);
      window.removeEventListener("focus", look);
      window.removeEventListener("online", again);
      this.stopped = true;
      window.clearTimeout(this.timer);
      void this.save(true);
    };
  }

  type(next: string): void {
    this.failures = 0;
    this.hold(next);
    this.soon(quietMs);
  }

  /** The contact is wrapped up: its note stands with it, nothing more is sent or kept. */
  drop(): void {
    this.over = true;
    window.clearTimeout(this.timer);
    localStorage.removeItem(this.key);
  }

  /** The network may be back. */
  again(): void {
    this.failures = 0;
    if (this.shown.text !== this.saved) this.soon(0);
  }

  /** The server's card came with this draft; it may have been read before our last save, so a look decides. */
  told(draft: string): void {
    if (draft !== this.saved) void this.look();
  }

  async look(): Promise<void> {
    const { text } = this.shown;
    const others = text === this.base && text !== this.saved && localStorage.getItem(this.key) !== null;
    if (this.over || others) return; // another window's words are newer than the server's, and on their way
    const turn = this.turn;
    const theirs = await this.plugs.load().catch(() => undefined);
    if (theirs === undefined) return;
    this.lookedAt = Date.now();
    if (turn === this.turn && this.flights === 0 && !this.over) this.heard(theirs, true);
  }

  private heard(theirs: string, fromServer: boolean): void {
    const next = merged(this.base, this.shown.text, theirs);
    this.base = theirs;
    if (fromServer) this.saved = theirs;
    if (next !== theirs) {
      if (next !== this.shown.text) this.hold(next);
      this.soon(quietMs);
    } else {
      this.show(next, fromServer ? "saved" : "saving");
      if (!fromServer) this.soon(othersMs);
    }
  }

  private async save(leaving = false): Promise<void> {
    if (this.over || this.shown.text === this.saved || (this.flights > 0 && !leaving)) return;
    this.show(this.shown.text, "saving");
    if (!leaving && Date.now() - this.lookedAt > freshMs) await this.look();
    const sending = this.shown.text;
    if (this.over || sending === this.saved || (this.flights > 0 && !leaving)) return;
    const { base } = this;
    this.flights++;
    this.turn++;
    const sent = await this.plugs.save(sending, leaving).then(() => true, (error: unknown) => this.failed(error));
    this.flights--;
    this.turn++;
    if (sent) this.done(sending, base);
  }

  private failed(error: unknown): false {
    this.show(this.shown.text, "kept_here");
    if (isLost(error)) this.soon(Math.min(longestPauseMs, 1000 * 2 ** this.failures++));
    else if (this.stopped) localStorage.removeItem(this.key); // the contact is over or another's: nobody would see it again
    return false;
  }

  private done(sent: string, base: string): void {
    this.failures = 0;
    this.saved = sent;
    if (this.base === base) this.base = sent;
    if (localStorage.getItem(this.key) === sent) localStorage.removeItem(this.key);
    if (this.shown.text === sent) this.show(sent, "saved");
    else this.soon(quietMs);
  }

  private soon(ms: number): void {
    window.clearTimeout(this.timer);
    if (!this.over && !this.stopped) this.timer = window.setTimeout(() => void this.save(), ms);
  }

  private hold(text: string): void {
    localStorage.setItem(this.key, text);
    this.show(text, this.shown.state);
  }

  private show(text: string, state: NoteState): void {
    if (text === this.shown.text && state === this.shown.state) return;
    this.shown = { text, state };
    this.listeners.forEach((listener) => listener());
  }
}

/** Worth another try: no answer, or a server in trouble; a refusal stays one. */
function isLost(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  return error.status < 400 || error.status >= 500 || error.status === 408 || error.status === 429;
}

/** Both texts stand where both changed since `base`; what one holds already is not said twice. */
export function merged(base: string, mine: string, theirs: string): string {
  if (theirs === base) return mine;
  if (mine === base) return theirs;
  if (mine.includes(theirs)) return mine;
  if (theirs.includes(mine)) return theirs;
  const added = mine.startsWith(base) ? mine.slice(base.length).trim() : mine;
  return `${theirs}\n${added}`;
}
