import { describe, expect, it } from "vitest";

import { faultOf, joined, loudnessDb, pictureOf, trimmed, wavOf } from "./sound";

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

  it("is as loud as its speech, whatever silence is around it", () => {
    const loud = loudnessDb({ samples: joined([silence(1), tone(1), silence(3)]), rate });
    expect(loud).toBeCloseTo(-9, 0); // a sine of half the scale
    const quiet = loudnessDb({ samples: tone(1, 0.125), rate });
    expect((loud ?? 0) - (quiet ?? 0)).toBeCloseTo(12, 0);
    expect(loudnessDb({ samples: silence(1), rate })).toBeUndefined();
  });

  it("has a picture: where it is loud and where it is not", () => {
    const picture = pictureOf({ samples: joined([silence(1), tone(1, 0.8)]), rate }, 10);
    expect(picture).toHaveLength(10);
    expect(Math.max(...picture.slice(0, 4))).toBeLessThan(0.01);
    expect(Math.min(...picture.slice(6))).toBeGreaterThan(0.7);
    expect(pictureOf({ samples: new Float32Array(3), rate }, 10)).toHaveLength(10);
  });
});
