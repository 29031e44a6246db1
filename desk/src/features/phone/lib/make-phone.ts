// The real phone: WebRTC, the machine's sound devices, and the live socket as its signalling.
import { getLive, onFrame, socket } from "@/shared/live/store";

import { get } from "@/shared/api/client";
import type { IceServers } from "@/shared/api/types";

import { openMicrophone } from "@/shared/lib/microphone";
import { onePhoneOf } from "./one-phone";
import { makePeer } from "./peer";
import { Relay } from "./relay";
import { WebPhone } from "./web-phone";

const storageKey = "orderline.sound";
/** This window's name to the server: two windows of one session leave each other's answers alone. */
const windowId = Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join("-");

export function makePhone(): WebPhone {
  const audio = document.createElement("audio");
  audio.autoplay = true;
  audio.id = "phone-audio";
  document.body.append(audio);
  const relay = new Relay(() => get<IceServers>("/api/v1/me/phone/ice-servers"));
  const phone = new WebPhone({
    send: (type, data) => socket.send(type, { ...data, phone: windowId }),
    openMicrophone,
    iceServers: (anew) => relay.servers(anew),
    renewInMs: () => relay.renewInMs(),
    busy: () => !["done", "wrap_up"].includes(getLive().contact?.state ?? "done"),
    makePeer,
    play: (stream, outputId) => play(audio, stream, outputId),
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    loadDevices: () => ({ input: "", output: "", ring: "", quiet: true, ...JSON.parse(localStorage.getItem(storageKey) ?? "{}") }),
    saveDevices: (devices) => localStorage.setItem(storageKey, JSON.stringify(devices)),
  });
  onePhoneOf(phone);
  let epoch = getLive().epoch;
  onFrame((frame) => {
    const data = (frame.data ?? {}) as { sdp?: string; code?: string; phone?: string };
    if (frame.type.startsWith("phone.") && data.phone && data.phone !== windowId) return;
    if (frame.type === "phone.answer") phone.answered(data.sdp ?? "");
    if (frame.type === "phone.down") phone.serverDown(data.code ?? "");
    if (frame.type === "hello") {
      const live = getLive();
      phone.socketUp(live.epoch === epoch && (live.me?.reachable ?? false));
      epoch = live.epoch;
    }
  });
  return phone;
}

function play(audio: HTMLAudioElement, stream: MediaStream | null, outputId: string): void {
  if (audio.srcObject !== stream) audio.srcObject = stream;
  if ("setSinkId" in audio) void audio.setSinkId(outputId).catch(() => undefined); // a pulled-out headset
  // Refused until the first click on the page; the browser then plays by itself.
  if (stream) void audio.play().catch(() => undefined);
}
