// The one WebSocket: keeps itself alive, resumes by epoch and sequence number, and hands frames to its listener.
// Reconnects with growing, jittered pauses so that a restarted server is not met by everybody at once.

export interface Frame {
  type: string;
  seq?: number;
  data?: unknown;
}

export interface SocketListener {
  frame(frame: Frame): void;
  connection(state: "connecting" | "up" | "down"): void;
  /** Closed with the session's end, or not let in: the network may be well and the session over. */
  doubt(): void;
  /** Where to resume. */
  position(): { epoch: string; seq: number };
}

/** The server's own close code for a session that ended. */
const signedOut = 4401;
const pingEvery = 10_000;
const silentFor = 25_000;

export class LiveSocket {
  private socket: WebSocket | undefined;
  private attempts = 0;
  private retry: number | undefined;
  private pinger: number | undefined;
  private lastHeard = 0;
  private stopped = true;

  constructor(private readonly listener: SocketListener) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    window.addEventListener("online", this.hurry);
    window.addEventListener("offline", this.cut);
    this.open();
  }

  stop(): void {
    this.stopped = true;
    window.removeEventListener("online", this.hurry);
    window.removeEventListener("offline", this.cut);
    window.clearTimeout(this.retry);
    window.clearInterval(this.pinger);
    this.socket?.close();
    this.socket = undefined;
  }

  send(type: string, data: unknown = {}): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify({ type, data }));
    return true;
  }

  private readonly hurry = () => {
    if (this.socket?.readyState === WebSocket.OPEN) return;
    window.clearTimeout(this.retry);
    this.attempts = 0;
    this.open();
  };

  /** The computer says that it has no network: what is open is dead, though it does not know yet. */
  private readonly cut = () => {
    const { socket } = this;
    socket?.close();
    if (socket) this.lost(socket);
  };

  private open(): void {
    const { epoch, seq } = this.listener.position();
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const query = new URLSearchParams({ epoch, since: String(seq) });
    const socket = new WebSocket(`${scheme}://${location.host}/api/v1/live?${query}`);
    this.socket = socket;
    this.lastHeard = Date.now();
    this.listener.connection("connecting");
    socket.onmessage = (message) => this.heard(socket, String(message.data));
    let opened = false;
    socket.onopen = () => { opened = true; };
    socket.onclose = ({ code }) => {
      if (socket === this.socket && !this.stopped && (code === signedOut || !opened)) this.listener.doubt();
      this.lost(socket);
    };
    window.clearInterval(this.pinger);
    this.pinger = window.setInterval(() => this.ping(socket), pingEvery);
  }

  private heard(socket: WebSocket, text: string): void {
    if (socket !== this.socket) return;
    this.lastHeard = Date.now();
    const frame = JSON.parse(text) as Frame;
    if (frame.type === "hello") this.attempts = 0;
    if (frame.type !== "pong") this.listener.frame(frame);
  }

  /** A half-dead network never closes the socket by itself: silence does. */
  private ping(socket: WebSocket): void {
    if (Date.now() - this.lastHeard > silentFor) socket.close();
    else this.send("ping");
  }

  private lost(socket: WebSocket): void {
    if (socket !== this.socket || this.stopped) return;
    this.socket = undefined;
    window.clearInterval(this.pinger);
    this.listener.connection("down");
    const pause = Math.min(8000, 300 * 2 ** this.attempts++) * (0.7 + Math.random() * 0.6);
    this.retry = window.setTimeout(() => this.open(), pause);
  }
}
