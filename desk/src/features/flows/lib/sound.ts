// What was recorded, as samples: joined, its silence cut, brought to 16-bit WAV, judged before it is sent.

/** What the server takes: 8 MiB; at this rate a little more than so many seconds. */
export const rateHz = 16_000;
export const longestSeconds = 240;

/** Below this a caller would hear nothing but noise: -40 dB of full. */
const heardFrom = 0.01;
const shortestSeconds = 0.3;
/** Left at both ends, so that no consonant is cut. */
const marginSeconds = 0.15;
const windowSeconds = 0.01;

export interface Take {
  samples: Float32Array<ArrayBuffer>;
  rate: number;
}

export type TakeFault = "silent" | "short";

export function faultOf({ samples, rate }: Take): TakeFault | undefined {
  if (samples.length < shortestSeconds * rate) return "short";
  return loudest(samples) < heardFrom ? "silent" : undefined;
}

export function loudest(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak;
}

export function joined(parts: Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Without the silence before the first and after the last word. Silence throughout stays as it is. */
export function trimmed({ samples, rate }: Take): Take {
  const step = Math.max(1, Math.round(windowSeconds * rate));
  const speech = Math.max(heardFrom, loudest(samples) * 0.05);
  let first = -1;
  let last = -1;
  for (let at = 0; at < samples.length; at += step) {
    if (loudest(samples.subarray(at, at + step)) < speech) continue;
    if (first < 0) first = at;
    last = at + step;
  }
  if (first < 0) return { samples, rate };
  const margin = Math.round(marginSeconds * rate);
  return { samples: samples.slice(Math.max(0, first - margin), last + margin), rate };
}

/** A WAV file: PCM, 16 bits, one channel. */
export function wavOf({ samples, rate }: Take): Blob {
  const bytes = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const word = (at: number, text: string) => [...text].forEach((letter, i) => bytes.setUint8(at + i, letter.charCodeAt(0)));
  word(0, "RIFF");
  bytes.setUint32(4, 36 + samples.length * 2, true);
  word(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, rate, true);
  bytes.setUint32(28, rate * 2, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  word(36, "data");
  bytes.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, i) => bytes.setInt16(44 + i * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32767), true));
  return new Blob([bytes], { type: "audio/wav" });
}

/** How loud the speech is, in dB of full: the mean power of the windows in which somebody speaks. Silence: undefined. */
export function loudnessDb({ samples, rate }: Take): number | undefined {
  const step = Math.max(1, Math.round(windowSeconds * rate));
  const speech = Math.max(heardFrom, loudest(samples) * 0.05);
  let power = 0;
  let count = 0;
  for (let at = 0; at < samples.length; at += step) {
    const part = samples.subarray(at, at + step);
    if (loudest(part) < speech) continue;
    for (const sample of part) power += sample * sample;
    count += part.length;
  }
  return count === 0 ? undefined : 10 * Math.log10(power / count);
}

/** The loudest of each of so many equal parts, 0 to 1: a picture of the sound. */
export function pictureOf({ samples }: Take, columns: number): number[] {
  const step = samples.length / columns;
  return Array.from({ length: columns }, (_, at) => loudest(samples.subarray(Math.floor(at * step), Math.ceil((at + 1) * step))));
}
