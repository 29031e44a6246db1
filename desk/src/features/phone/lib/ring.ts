// The ring, made from two tones by WebAudio: one burst a time, never louder than asked, silent when told.

const pair = [523.25, 659.25];

export class Ring {
  private context: AudioContext | undefined;
  private timer: number | undefined;

  /** `outputId`: the device that rings; "" is the system's own. */
  start(outputId = ""): void {
    if (this.timer !== undefined) return;
    this.context ??= new AudioContext();
    void this.context.resume().catch(() => undefined);
    void sinkTo(this.context, outputId);
    this.burst();
    this.timer = window.setInterval(() => this.burst(), 3000);
  }

  stop(): void {
    window.clearInterval(this.timer);
    this.timer = undefined;
  }

  /** One soft tick: a promise is due, a loudspeaker is tested. */
  tick(): void {
    this.context ??= new AudioContext();
    tone(this.context, 784, this.context.currentTime, 0.16, 0.06);
  }

  private burst(): void {
    const context = this.context;
    if (!context) return;
    for (let beat = 0; beat < 4; beat++) {
      tone(context, pair[beat % 2] ?? 523, context.currentTime + beat * 0.18, 0.16, 0.12);
    }
  }
}

/** A device that was pulled out meanwhile: the system's own sounds instead. */
async function sinkTo(context: AudioContext, outputId: string): Promise<void> {
  const sink = context as AudioContext & { setSinkId?: (id: string) => Promise<void> };
  await sink.setSinkId?.(outputId).catch(() => undefined);
}

/** A tone for the loudspeaker test, through the chosen output where the browser can choose. */
export async function testTone(outputId: string): Promise<void> {
  const context = new AudioContext();
  await sinkTo(context, outputId);
  [392, 523.25, 659.25].forEach((hertz, step) => tone(context, hertz, context.currentTime + step * 0.25, 0.4, 0.2));
  setTimeout(() => void context.close(), 1500);
}

function tone(context: AudioContext, hertz: number, at: number, seconds: number, loud: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(loud, at + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.001, at + seconds);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + seconds);
}
