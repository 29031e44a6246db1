// Keeps the conversation with the server: what is typed goes out by POST (idempotent by its own name, so it may be sent
// again after any silence), what comes in comes by the WebSocket, and by asking where no WebSocket gets through.
import { backOff, ChatError, type Buyer, type Plugs } from "./plugs";
import { initial, lastSeq, reduce, unsent, type Event, type Language, type Message, type Shares, type State } from "./state";
import { askAnew, catchUp } from "./history";
import { Inviter } from "./invite";
import { Look } from "./look";
import { Signer } from "./sign";
import { keepOut, keptOut, knock } from "./knock";
import { isLanguage } from "./texts";
import { Typing } from "./typing";
import { Uploads } from "./uploads";
import type { WireConversation, WireFrame, WireMessage } from "./wire";

const pingMs = 20_000;
/** A server in trouble is tried this often before the buyer is asked. */
const serverTries = 6;

export class Chat {
  state: State = initial;
  buyer: Buyer = {};
  private token: string;
  private socket: { send(text: string): void; close(): void } | undefined;
  private attempts = 0;
  private sending = false;
  private failures = 0;
  private ping = 0;
  private retry = 0;
  private resend = 0;
  readonly signer: Signer;
  readonly uploads: Uploads;
  readonly inviter: Inviter;
  readonly look: Look;
  readonly typist = new Typing(this);
  private readonly listeners: ((state: State, event: Event) => void)[] = [];

  constructor(private readonly key: string, readonly plugs: Plugs) {
    this.token = plugs.kept("token");
    this.inviter = new Inviter(this, plugs);
    this.look = new Look(this, plugs);
    this.signer = new Signer(this, plugs);
    this.uploads = new Uploads(this);
    for (const shares of ["yes", "no"] as const) if (plugs.kept("shares") === shares) this.tell({ is: "shares", shares });
    const wish = plugs.kept("language");
    if (isLanguage(wish)) this.tell({ is: "wish", language: wish });
    for (const { local, text, at } of keptOut(plugs)) this.tell({ is: "wrote", local, text, at });
  }

  listen(listener: (state: State, event: Event) => void): void {
    this.listeners.push(listener);
  }

  tell(event: Event): void {
    this.state = reduce(this.state, event);
    for (const listener of this.listeners) listener(this.state, event);
  }

  /** What stands in his field: kept over a reload. */
  readonly draft = { get: () => this.plugs.kept("draft"), keep: (text: string) => this.plugs.keep("draft", text) };

  /** False: this page has no chat, so nothing is shown. */
  async start(language: string): Promise<boolean> {
    const hello = await knock(this.plugs, { key: this.key, ...(this.token ? { token: this.token } : {}), ...(language ? { language } : {}) });
    if (!hello) return false;
    this.tell({ is: "settings", settings: hello });
    if (hello.conversation) this.began(hello.conversation);
    else void this.flush();
    this.inviter.plan();
    return true;
  }

  /** His own choice, kept for the next visit; the page's is not. */
  speak(language: Language): void {
    this.plugs.keep("language", language);
    this.tell({ is: "wish", language });
  }

  /** Asks another door of the server, `his` in the name of his conversation; throws what it says against it. */
  door<T>(what: string, body: object, his = false): Promise<T> {
    return this.plugs.post<T>(what, { key: this.key, ...body, ...(his && this.state.conversation ? { token: this.token } : {}) });
  }

  /** Whether the desk may see what he looks at: kept for the next visit. */
  share(shares: Exclude<Shares, "">): void {
    this.plugs.keep("shares", shares);
    this.tell({ is: "shares", shares });
  }

  show(shown: boolean): void {
    if (this.state.shown === shown) return;
    this.tell({ is: "shown", shown });
    this.see();
  }

  write(text: string): void {
    this.tell({ is: "wrote", local: this.plugs.name(), text, at: this.plugs.now() });
    this.typist.sent();
    keepOut(this.plugs, this.state);
    void this.flush();
  }

  again(local: string): void {
    this.tell({ is: "again", local });
    if (this.uploads.again(local)) return;
    this.failures = 0;
    keepOut(this.plugs, this.state);
    void this.flush();
  }

  /** The form of a closed shop; throws what the server says against it. */
  async leave(text: string, name: string, contact: string): Promise<void> {
    this.buyer = { name, contact };
    await this.open({ local: this.plugs.name(), text });
    this.tell({ is: "left" });
  }

  /** How it was; throws what the server says against it. */
  async rate(score: number, words: string): Promise<void> {
    this.tell({ is: "conversation", ...(await this.plugs.post<{ conversation: WireConversation }>("rate", { key: this.key, token: this.token, score, ...(words && { words }) })) });
  }

  /** The network may be back. */
  hurry(): void {
    this.attempts = 0;
    this.failures = 0;
    if (this.state.conversation && !this.socket) this.connect();
    void this.flush();
  }

  began(now: WireConversation): void {
    this.tell({ is: "conversation", conversation: now });
    if (!this.socket) this.connect();
    void this.signer.join();
  }

  private connect(): void {
    this.plugs.cancel(this.retry);
    this.tell({ is: "link", link: "connecting" });
    const socket = this.plugs.socket({
      opened: () => this.say({ type: "hello", key: this.key, token: this.token, since: lastSeq(this.state) }),
      heard: (frame) => socket === this.socket && this.heard(frame), closed: () => socket === this.socket && this.lost(),
    });
    this.socket = socket;
  }

  /** The network is gone: its socket may seem to stand for a long while yet. */
  drop(): void {
    const { socket } = this;
    if (socket) this.lost();
    else this.tell({ is: "link", link: "lost" });
    socket?.close();
  }

  private lost(): void {
    this.socket = undefined;
    this.plugs.cancel(this.ping);
    if (!this.state.conversation) return this.tell({ is: "link", link: "idle" });
    this.tell({ is: "link", link: "lost" });
    this.retry = this.plugs.later(backOff(this.attempts++, this.plugs.chance()), () => this.reconnect());
  }

  /** Where no WebSocket gets through, asking does. */
  private reconnect(): void {
    if (this.attempts > 2) void askAnew(this);
    this.connect();
  }

  private heard(frame: WireFrame): void {
    switch (frame.type) {
      case "welcome":
        return this.welcome(frame);
      case "ack":
      case "message":
        this.tell({ is: "message", message: frame.message });
        return this.see();
      case "typing":
        return this.typist.hers(frame.on, frame.name);
      case "read":
        return this.tell({ is: "shop_read", seq: frame.shop_read_seq });
      case "conversation":
        return this.tell({ is: "conversation", conversation: frame.conversation });
      case "error":
        return frame.code === "conversations.no_conversation" ? this.forget() : undefined;
      case "pong":
    }
  }

  private welcome(frame: { conversation: WireConversation; messages: WireMessage[]; more?: boolean }): void {
    this.attempts = 0;
    const first = lastSeq(this.state) === 0;
    this.tell({ is: "history", messages: frame.messages, ...(first ? { more: frame.more === true } : {}) });
    this.tell({ is: "conversation", conversation: frame.conversation });
    this.tell({ is: "link", link: "up" });
    if (frame.more && !first) void catchUp(this);
    this.beat();
    this.see();
    void this.flush();
  }

  /** The page's wish: his own stands above it. */
  suggestLanguage(language: Language): void {
    if (!isLanguage(this.plugs.kept("language"))) this.tell({ is: "wish", language });
  }

  private beat(): void {
    this.plugs.cancel(this.ping);
    this.ping = this.plugs.later(pingMs, () => [this.say({ type: "ping" }), this.beat()]);
  }

  /** The shop learns that he has seen it while the window stands open. */
  private see(): void {
    const seq = this.state.messages.reduce((most, one) => (one.by === "shop" ? Math.max(most, one.seq) : most), 0);
    if (!this.state.shown || seq <= this.state.seen || this.state.link !== "up") return;
    this.tell({ is: "seen", seq });
    this.say({ type: "read", seq });
  }

  say(frame: object): void {
    this.socket?.send(JSON.stringify(frame));
  }

  /** One after the other, so that they arrive in the order in which they were typed. */
  private async flush(): Promise<void> {
    if (this.sending || !this.state.settings) return;
    this.sending = true;
    this.plugs.cancel(this.resend);
    for (let next = unsent(this.state)[0]; next; next = unsent(this.state)[0]) {
      if (!(await this.send(next))) break;
    }
    this.sending = false;
    keepOut(this.plugs, this.state);
  }

  private async send(message: Message): Promise<boolean> {
    try {
      if (this.state.conversation) await this.post(message);
      else await this.open(message);
      this.failures = 0;
      return true;
    } catch (error) {
      return this.notSent(message, error);
    }
  }

  private async post({ local, text }: Message): Promise<void> {
    this.tell({ is: "message", message: (await this.plugs.post<{ message: WireMessage }>("messages", { key: this.key, token: this.token, client_id: local, text })).message });
  }

  /** Whose it is; the token is kept before the first send: a lost answer must not make a second conversation. */
  names(): { key: string; token: string } {
    this.token ||= this.plugs.token();
    this.plugs.keep("token", this.token);
    return { key: this.key, token: this.token };
  }

  private async open({ local, text }: Pick<Message, "local" | "text">): Promise<void> {
    const names = this.names();
    const language = this.state.wish || this.state.settings?.language;
    const { conversation, message } = await this.plugs.post<{ conversation: WireConversation; message: WireMessage }>("open", {
      ...names, client_id: local, text, ...this.buyer, ...(language ? { language } : {}), page: this.plugs.page(),
    });
    this.tell({ is: "message", message });
    this.began(conversation);
  }

  /** Silence and troubles of the server pass; a refusal is told. True: the next one may go. */
  private notSent(message: Message, error: unknown): boolean {
    const known = error instanceof ChatError ? error : new ChatError("chat.offline", 0);
    if (known.code === "conversations.no_conversation") {
      this.forget();
      return true;
    }
    const passes = known.status === 0 || known.status === 429 || (known.status >= 500 && this.failures < serverTries);
    if (!passes) {
      this.failures = 0;
      this.tell({ is: "refused", local: message.local, why: known.code });
      return true;
    }
    if (known.status === 0) this.drop();
    else if (known.status !== 429 && !this.socket) this.tell({ is: "link", link: "lost" });
    const pause = known.retryAfterMs || backOff(this.failures, this.plugs.chance());
    this.failures++;
    this.resend = this.plugs.later(pause, () => void this.flush());
    return false;
  }

  /** The server knows this token no more (erased): the next line begins anew. */
  forget(): void {
    this.token = "";
    this.signer.apart();
    this.plugs.keep("token", "");
    this.plugs.keep("draft", "");
    this.tell({ is: "forgotten" });
    const { socket } = this;
    this.socket = undefined;
    socket?.close();
    this.tell({ is: "link", link: "idle" });
  }
}
