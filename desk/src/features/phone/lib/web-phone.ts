// The browser phone: keeps one leg up while the operator is signed in, and brings it up again after a reload, a changed
// network or a restarted server. Signalling is a plug, so the whole state machine runs in a unit test.
import type { Devices, Network, Phone, PhoneProblem, PhoneState } from "@/shared/lib/phone";

import { countedOf, isRelayed, networkOf, type Counted } from "./network";
import type { Peer } from "./peer";
import { MicrophoneError, type Microphone } from "@/shared/lib/microphone";

export interface Plugs {
  send(type: "phone.offer" | "phone.close", data: { sdp?: string }): boolean;
  openMicrophone(deviceId: string, quiet: boolean): Promise<Microphone>;
  /** The relay's address and name of the hour; empty where there is none. `anew`: the last way failed. */
  iceServers(anew: boolean): Promise<RTCIceServer[]>;
  /** When a relayed leg wants a new name; undefined: never. */
  renewInMs(): number | undefined;
  /** A talk is on: no new leg without need. */
  busy(): boolean;
  makePeer(track: MediaStreamTrack, iceServers: RTCIceServer[]): Peer;
  play(stream: MediaStream | null, outputId: string): void;
  after(ms: number, run: () => void): () => void;
  loadDevices(): Devices;
  saveDevices(devices: Devices): void;
}

const answerMs = 5000;
const renewAgainMs = 60000;
const retryMs = [500, 1000, 2000, 4000, 8000];

export class WebPhone implements Phone {
  private current: PhoneState = { status: "off", muted: false };
  private readonly listeners = new Set<() => void>();
  private wanted = false;
  private microphone: Microphone | undefined;
  private peer: Peer | undefined;
  private remote: MediaStream | null = null;
  private chosen: Devices;
  private counted: Counted = { received: 0, lost: 0 };
  private tries = 0;
  private attempt = 0;
  /** Still carries the sound while its follower connects. */
  private former: Peer | undefined;
  private cancelTimer: () => void = () => undefined;
  private cancelRenewal: () => void = () => undefined;

  constructor(private readonly plugs: Plugs) {
    this.chosen = plugs.loadDevices();
  }

  readonly state = () => this.current;

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  devices(): Devices {
    return this.chosen;
  }

  level(): number {
    return this.microphone && !this.current.muted ? this.microphone.level() : 0;
  }

  async connect(): Promise<void> {
    if (this.wanted) return;
    this.wanted = true;
    this.tries = 0;
    await this.raise();
  }

  disconnect(): void {
    this.wanted = false;
    this.drop();
    this.plugs.send("phone.close", {});
    this.microphone?.close();
    this.microphone = undefined;
    this.set({ status: "off", problem: undefined, muted: false });
  }

  setMuted(muted: boolean): void {
    if (this.microphone) this.microphone.track.enabled = !muted;
    this.set({ muted });
  }

  async setDevices(devices: Devices): Promise<void> {
    const newInput = devices.input !== this.chosen.input || devices.quiet !== this.chosen.quiet;
    this.chosen = devices;
    this.plugs.saveDevices(devices);
    this.plugs.play(this.remote, devices.output);
    if (newInput && this.microphone) await this.changeMicrophone(devices);
  }

  async network(): Promise<Network | undefined> {
    if (!this.peer || this.current.status !== "up") return undefined;
    const rows = await this.peer.stats();
    const told = networkOf(rows, this.counted);
    this.counted = countedOf(rows);
    return told;
  }

  sample(ms: number): Promise<Blob | undefined> {
    return this.microphone?.record(ms) ?? Promise.resolve(undefined);
  }

  /** The server's words about the leg. */
  answered(sdp: string): void {
    this.peer?.answer(sdp).catch(() => this.failed("refused"));
  }

  serverDown(code: string): void {
    if (code.endsWith("elsewhere") || code.endsWith("replaced")) this.givenUp("elsewhere");
    else this.failed("refused");
  }

  /** The window that took the phone is gone: it comes back to this one, whose operator may be in a talk. */
  async takeBack(): Promise<void> {
    if (this.current.problem === "elsewhere") await this.connect();
  }

  /** The live socket is up (again): a leg that still stands stays, any other is raised anew. */
  socketUp(legStands: boolean): void {
    if (!this.wanted || this.current.status === "asking") return;
    if (this.current.status === "up" && legStands) return;
    this.tries = 0;
    void this.raise();
  }

  private async raise(): Promise<void> {
    this.drop();
    if (!this.microphone) {
      this.set({ status: "asking", problem: undefined });
      try {
        this.microphone = await this.plugs.openMicrophone(this.chosen.input, this.chosen.quiet);
      } catch (error) {
        this.givenUp(error instanceof MicrophoneError ? error.problem : "no_device");
        return;
      }
    }
    this.microphone.track.enabled = !this.current.muted;
    this.set({ status: "connecting", problem: undefined });
    await this.offer(this.microphone.track);
  }

  private async offer(track: MediaStreamTrack): Promise<void> {
    const attempt = ++this.attempt;
    const servers = await this.plugs.iceServers(this.tries > 0);
    if (attempt !== this.attempt) return;
    this.former = this.peer;
    const peer = this.plugs.makePeer(track, servers);
    this.peer = peer;
    this.counted = { received: 0, lost: 0 };
    peer.onState((state) => this.peerIs(peer, state));
    peer.onRemote((stream) => {
      this.remote = stream;
      this.plugs.play(stream, this.chosen.output);
    });
    const sdp = await peer.offer();
    if (this.peer !== peer) return;
    // Without a socket we wait for socketUp(); with one, for the answer.
    if (this.plugs.send("phone.offer", { sdp })) this.cancelTimer = this.plugs.after(answerMs, () => this.failed("no_route"));
  }

  private peerIs(peer: Peer, state: RTCPeerConnectionState): void {
    if (peer !== this.peer) return;
    if (state === "connected") {
      this.cancelTimer();
      this.letGoOfFormer();
      this.tries = 0;
      this.renewIn(this.plugs.renewInMs());
      this.set({ status: "up", problem: undefined });
    } else if (state === "failed" || state === "closed") {
      this.failed("no_route");
    } else if (state === "disconnected") {
      // Wi-Fi often comes back by itself; the server holds the bridge meanwhile.
      this.cancelTimer = this.plugs.after(2500, () => this.failed("no_route"));
    }
  }

  /** The name at the relay ends: a leg that goes through it gets a follower with a new one, between two talks. */
  private async renew(peer: Peer): Promise<void> {
    if (peer !== this.peer || this.current.status !== "up" || !this.microphone) return;
    const relayed = isRelayed(await peer.stats());
    if (peer !== this.peer) return;
    if (!relayed || this.plugs.busy()) return this.renewIn(renewAgainMs);
    await this.offer(this.microphone.track);
  }

  private renewIn(ms: number | undefined): void {
    this.cancelRenewal();
    const peer = this.peer;
    if (peer && ms !== undefined) this.cancelRenewal = this.plugs.after(ms, () => void this.renew(peer).catch(() => this.failed("no_route")));
  }

  private letGoOfFormer(): void {
    const former = this.former;
    this.former = undefined;
    former?.close();
  }

  private failed(problem: PhoneProblem): void {
    this.drop();
    if (!this.wanted) return;
    this.set({ status: "down", problem });
    const pause = retryMs[Math.min(this.tries++, retryMs.length - 1)] ?? 8000;
    this.cancelTimer = this.plugs.after(pause, () => void this.raise());
  }

  private givenUp(problem: PhoneProblem): void {
    this.wanted = false;
    this.drop();
    this.microphone?.close();
    this.microphone = undefined;
    this.set({ status: "down", problem });
  }

  private drop(): void {
    this.cancelTimer();
    this.cancelRenewal();
    this.attempt++;
    this.letGoOfFormer();
    const old = this.peer;
    this.peer = undefined;
    this.remote = null;
    old?.close();
    this.plugs.play(null, this.chosen.output);
  }

  private async changeMicrophone({ input, quiet }: Devices): Promise<void> {
    const next = await this.plugs.openMicrophone(input, quiet);
    next.track.enabled = !this.current.muted;
    await this.peer?.replaceTrack(next.track);
    this.microphone?.close();
    this.microphone = next;
  }

  private set(part: Partial<PhoneState>): void {
    this.current = { ...this.current, ...part };
    this.listeners.forEach((listener) => listener());
  }
}
