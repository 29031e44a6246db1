// The microphone, its level, and the names of the sound devices.
import type { PhoneProblem } from "@/shared/lib/phone";

export interface Microphone {
  track: MediaStreamTrack;
  level(): number;
  record(ms: number): Promise<Blob>;
  close(): void;
}

export class MicrophoneError extends Error {
  constructor(readonly problem: PhoneProblem) {
    super(problem);
  }
}

/** A stream of the chosen microphone, or why there is none. */
export async function openStream(deviceId: string, processing: MediaTrackConstraints): Promise<MediaStream> {
  if (!navigator.mediaDevices) throw new MicrophoneError("insecure");
  return navigator.mediaDevices
    .getUserMedia({ audio: { deviceId: deviceId ? { ideal: deviceId } : undefined, ...processing } })
    .catch((error: unknown) => {
      throw new MicrophoneError(isName(error, "NotAllowedError") ? "denied" : "no_device");
    });
}

export async function openMicrophone(deviceId: string, quiet: boolean): Promise<Microphone> {
  const stream = await openStream(deviceId, { echoCancellation: true, noiseSuppression: quiet, autoGainControl: true });
  const track = stream.getAudioTracks()[0];
  if (!track) throw new MicrophoneError("no_device");
  const meter = makeMeter(stream);
  return {
    track,
    level: meter.level,
    record: (ms) => record(stream, ms),
    close: () => {
      meter.close();
      stream.getTracks().forEach((one) => one.stop());
    },
  };
}

function isName(error: unknown, name: string): boolean {
  return error instanceof DOMException && error.name === name;
}

function record(stream: MediaStream, ms: number): Promise<Blob> {
  return new Promise((resolve) => {
    const parts: Blob[] = [];
    const recorder = new MediaRecorder(stream);
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => resolve(new Blob(parts, { type: recorder.mimeType }));
    recorder.start();
    setTimeout(() => recorder.stop(), ms);
  });
}

function makeMeter(stream: MediaStream) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level() {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      return loudness(Math.sqrt(power));
    },
    close: () => void context.close(),
  };
}

/** Root mean square to 0..1 as an ear hears it: -60 dB is silence, -6 dB is full. */
export function loudness(rms: number): number {
  if (rms <= 0) return 0;
  return Math.min(1, Math.max(0, (20 * Math.log10(rms) + 60) / 54));
}

export interface SoundDevices {
  inputs: MediaDeviceInfo[];
  outputs: MediaDeviceInfo[];
}

export async function listDevices(): Promise<SoundDevices> {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const real = all.filter((device) => device.deviceId !== "");
  return {
    inputs: real.filter((device) => device.kind === "audioinput"),
    outputs: real.filter((device) => device.kind === "audiooutput"),
  };
}
