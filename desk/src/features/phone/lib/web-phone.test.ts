import { beforeEach, describe, expect, it } from "vitest";

import type { Peer } from "./peer";
import { MicrophoneError, loudness } from "@/shared/lib/microphone";
import { WebPhone, type Plugs } from "./web-phone";

class FakePeer implements Peer {
  closed = false;
  answers: string[] = [];
  is: (state: RTCPeerConnectionState) => void = () => undefined;
  offer = () => Promise.resolve("v=0 offer");
  answer(sdp: string) {
    this.answers.push(sdp);
    return sdp.startsWith("v=0") ? Promise.resolve() : Promise.reject(new Error("bad sdp"));
  }
  replaceTrack = () => Promise.resolve();
  onState(listener: (state: RTCPeerConnectionState) => void) {
    this.is = listener;
  }
  relayed = false;
  stats = () => Promise.resolve([
    { type: "transport", selectedCandidatePairId: "p1" },
    { type: "candidate-pair", id: "p1", localCandidateId: "l1" },
    { type: "local-candidate", id: "l1", candidateType: this.relayed ? "relay" : "host" },
    { type: "inbound-rtp", kind: "audio", packetsReceived: 99, packetsLost: 1, jitter: 0.002 },
  ]);
  onRemote = () => undefined;
  close() {
    this.closed = true;
  }
}

let sent: string[];
let peers: FakePeer[];
let timers: { ms: number; run: () => void; off: boolean }[];
let online: boolean;
let denied: boolean;
let opened: boolean[];
let asked: boolean[];
let busy: boolean;
let renewInMs: number | undefined;
const turn = [{ urls: ["turns:relay.example:443?transport=tcp"], username: "1:4", credential: "c" }];
let given: RTCIceServer[][];
const track = { enabled: true } as MediaStreamTrack;

function makePhone(): WebPhone {
  const plugs: Plugs = {
    send: (type) => online && (sent.push(type), true),
    openMicrophone: (_, quiet) =>
      (opened.push(quiet), denied)
        ? Promise.reject(new MicrophoneError("denied"))
        : Promise.resolve({ track, level: () => 0.5, record: () => Promise.resolve(new Blob()), close: () => undefined }),
    iceServers: (anew) => (asked.push(anew), Promise.resolve(turn)),
    renewInMs: () => renewInMs,
    busy: () => busy,
    makePeer: (_, servers) => (given.push(servers), peers.push(new FakePeer()), peers.at(-1)!),
    play: () => undefined,
    after: (ms, run) => {
      const timer = { ms, run, off: false };
      timers.push(timer);
      return () => void (timer.off = true);
    },
    loadDevices: () => ({ input: "", output: "", ring: "", quiet: true }),
    saveDevices: () => undefined,
  };
  return new WebPhone(plugs);
}

const settled = () => new Promise((resolve) => setTimeout(resolve));
const fire = () => timers.filter((timer) => !timer.off).at(-1)!.run();

describe("browser phone", () => {
  beforeEach(() => {
    [sent, peers, timers, online, denied, opened] = [[], [], [], true, false, []];
    [asked, given, busy, renewInMs] = [[], [], false, undefined];
  });

  it("goes up by offer and answer", async () => {
    const phone = makePhone();
    await phone.connect();
    expect([phone.state().status, sent]).toEqual(["connecting", ["phone.offer"]]);
    phone.answered("v=0 answer");
    peers[0]!.is("connected");
    expect(phone.state().status).toBe("up");
    expect(phone.level()).toBe(0.5);
  });

  it("waits for the socket and offers when it comes", async () => {
    online = false;
    const phone = makePhone();
    await phone.connect();
    expect(sent).toEqual([]);
    online = true;
    phone.socketUp(false);
    await settled();
    expect(sent).toEqual(["phone.offer"]);
  });

  it("stays up over a lost socket when the leg stands, and rises anew when it does not", async () => {
    const phone = makePhone();
    await phone.connect();
    peers[0]!.is("connected");
    phone.socketUp(true);
    expect(peers).toHaveLength(1);
    phone.socketUp(false);
    await settled();
    expect(peers).toHaveLength(2);
    expect(peers[0]!.closed).toBe(true);
  });

  it("comes back after a network change, with growing pauses", async () => {
    const phone = makePhone();
    await phone.connect();
    peers[0]!.is("connected");
    peers[0]!.is("failed");
    expect(phone.state()).toMatchObject({ status: "down", problem: "no_route" });
    expect(timers.at(-1)!.ms).toBe(500);
    fire();
    await settled();
    expect(phone.state().status).toBe("connecting");
    fire(); // no answer came
    expect(timers.at(-1)!.ms).toBe(1000);
  });

  it("keeps the mute over a new leg", async () => {
    const phone = makePhone();
    await phone.connect();
    phone.setMuted(true);
    expect([track.enabled, phone.level()]).toEqual([false, 0]);
    phone.serverDown("phone.lost");
    fire();
    await settled();
    expect(track.enabled).toBe(false);
  });

  it("opens the microphone anew when noise is to be taken away or not, and keeps the mute", async () => {
    const phone = makePhone();
    await phone.connect();
    phone.setMuted(true);
    await phone.setDevices({ ...phone.devices(), quiet: false });
    expect([phone.devices().quiet, opened, track.enabled]).toEqual([false, [true, false], false]);
  });

  it("tells the network only while it is up", async () => {
    const phone = makePhone();
    await phone.connect();
    expect(await phone.network()).toBeUndefined();
    peers[0]!.is("connected");
    expect(await phone.network()).toEqual({ delay_ms: undefined, loss_permille: 10, jitter_ms: 2, relayed: false });
  });

  it("takes the relay along, and a new name after a way that failed", async () => {
    const phone = makePhone();
    await phone.connect();
    expect([given, asked]).toEqual([[turn], [false]]);
    peers[0]!.is("connected");
    peers[0]!.is("failed");
    fire();
    await settled();
    expect(asked).toEqual([false, true]);
  });

  it("raises a follower before the name at the relay ends, and lets the old leg go only then", async () => {
    renewInMs = 2700000;
    const phone = makePhone();
    await phone.connect();
    peers[0]!.relayed = true;
    peers[0]!.is("connected");
    expect(timers.at(-1)!.ms).toBe(2700000);
    busy = true;
    fire();
    await settled();
    expect([peers.length, timers.at(-1)!.ms]).toEqual([1, 60000]); // a talk is on: later
    busy = false;
    fire();
    await settled();
    expect([peers.length, peers[0]!.closed, phone.state().status]).toEqual([2, false, "up"]);
    peers[1]!.is("connected");
    expect([peers[0]!.closed, peers[1]!.closed, sent]).toEqual([true, false, ["phone.offer", "phone.offer"]]);
  });

  it("leaves a direct way alone when the name ends", async () => {
    renewInMs = 2700000;
    const phone = makePhone();
    await phone.connect();
    peers[0]!.is("connected");
    fire();
    await settled();
    expect([peers.length, timers.at(-1)!.ms]).toEqual([1, 60000]);
  });

  it("leaves nothing behind when it is switched off while it asks for the relay", async () => {
    const phone = makePhone();
    const up = phone.connect();
    await Promise.resolve();
    phone.disconnect();
    await up;
    expect([peers.length, phone.state().status]).toEqual([0, "off"]);
  });

  it("says why it cannot, and does not nag", async () => {
    denied = true;
    const phone = makePhone();
    await phone.connect();
    expect(phone.state()).toMatchObject({ status: "down", problem: "denied" });
    expect(timers).toHaveLength(0);
  });

  it("yields to another window", async () => {
    const phone = makePhone();
    await phone.connect();
    phone.serverDown("phone.elsewhere");
    expect(phone.state().problem).toBe("elsewhere");
    expect(timers.every((timer) => timer.off)).toBe(true);
  });

  it("takes the phone back when that window is gone, and only then", async () => {
    const phone = makePhone();
    await phone.connect();
    phone.serverDown("phone.elsewhere");
    await phone.takeBack();
    expect(phone.state().status).toBe("connecting");
    peers.at(-1)!.is("connected");
    await phone.takeBack();
    expect(phone.state().status).toBe("up");
    phone.disconnect();
    await phone.takeBack();
    expect(phone.state().status).toBe("off");
  });
});

describe("microphone meter", () => {
  it("hears as an ear does", () => {
    expect([0, 0.001, 1].map(loudness)).toEqual([0, 0, 1]);
    expect(loudness(0.1)).toBeGreaterThan(0.5);
  });
});
