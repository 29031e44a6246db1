import { describe, expect, it } from "vitest";

import { faultOf, joined, trimmed, wavOf } from "./sound";

const rate = 16_000;
const tone = (seconds: number, loud = 0.5) => Float32Array.from({ length: seconds * rate }, (_, i) => loud * Math.sin((i * 2 * Math.PI * 500) / rate));
const silence = (seconds: number) => tone(seconds, 0.001);

describe("what was recorded", () => {
  it("loses the silence at its ends, not the pause within, and keeps a margin", () => {
    const samples = joined([silence(1), tone(0.5), silence(0.4), tone(0.5), silence(2)]);
    const cut = trimmed({ samples, rate });
    expect(cut.samples.length / rate).toBeCloseTo(0.15 + 1.4 + 0.15, 1);
    expect(trimmed({ samples: silence(1), rate }).samples).toHaveLength(rate);
  });

  it("is refused when nothing was heard or nobody spoke long enough", () => {
    expect(faultOf({ samples: silence(2), rate })).toBe("silent");
    expect(faultOf({ samples: tone(0.1), rate })).toBe("short");
    expect(faultOf({ samples: tone(1, 0.05), rate })).toBeUndefined();
  });

  it("becomes 16-bit WAV of one channel, and too loud is held at the edge", async () => {
    const bytes = new DataView(await wavOf({ samples: Float32Array.of(0, 0.5, -2, 2), rate }).arrayBuffer());
    const word = (at: number) => String.fromCharCode(...[0, 1, 2, 3].map((i) => bytes.getUint8(at + i)));
    expect([word(0), word(8), word(12), word(36)]).toEqual(["RIFF", "WAVE", "fmt ", "data"]);
    expect([bytes.getUint32(4, true), bytes.getUint16(20, true), bytes.getUint16(22, true), bytes.getUint32(24, true), bytes.getUint16(34, true), bytes.getUint32(40, true)])
      .toEqual([44, 1, 1, rate, 16, 8]);
    expect([0, 1, 2, 3].map((i) => bytes.getInt16(44 + i * 2, true))).toEqual([0, 16384, -32767, 32767]);
  });
});
