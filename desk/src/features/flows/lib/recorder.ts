// Records the chosen microphone as samples, at the rate that the server is sent.
import { loudness, openStream } from "@/shared/lib/microphone";

import { joined, longestSeconds, rateHz, type Take } from "./sound";
import tapUrl from "./tap.worklet.js?url&no-inline";

export interface Recorder {
  /** 0..1, of the last moment. */
  level(): number;
  seconds(): number;
  stop(): Promise<Take>;
  /** Gives the microphone back; what was recorded is lost. */
  close(): void;
}

/** `onFull`: the longest length is reached, nothing more is kept. Throws MicrophoneError. */
export async function startRecorder(input: string, quiet: boolean, onFull: () => void): Promise<Recorder> {
  const stream = await openStream(input, { echoCancellation: false, noiseSuppression: quiet, autoGainControl: false });
  const context = new AudioContext();
  const release = () => {
    stream.getTracks().forEach((one) => one.stop());
    if (context.state !== "closed") void context.close();
  };
  const parts: Float32Array[] = [];
  let kept = 0;
  try {
    await context.audioWorklet.addModule(tapUrl);
    const tap = new AudioWorkletNode(context, "orderline-tap", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
    tap.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
      const room = longestSeconds * context.sampleRate - kept;
      if (room <= 0) return;
      parts.push(data.subarray(0, room));
      kept += Math.min(room, data.length);
      if (data.length >= room) onFull();
    };
    context.createMediaStreamSource(stream).connect(tap);
  } catch (error) {
    release();
    throw error;
  }
  const rate = context.sampleRate;
  return {
    level: () => loudness(power(parts.at(-1))),
    seconds: () => kept / rate,
    stop: () => {
      release();
      return resampled({ samples: joined(parts), rate });
    },
    close: release,
  };
}

function power(samples?: Float32Array): number {
  return samples?.length ? Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length) : 0;
}

async function resampled({ samples, rate }: Take): Promise<Take> {
  if (samples.length === 0) return { samples, rate: rateHz };
  const context = new OfflineAudioContext(1, Math.max(1, Math.ceil((samples.length / rate) * rateHz)), rateHz);
  const buffer = context.createBuffer(1, samples.length, rate);
  buffer.copyToChannel(samples, 0);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(context.destination);
  source.start();
  return { samples: (await context.startRendering()).getChannelData(0).slice(), rate: rateHz };
}
