// Draws the two channels: buyer above the line, operator below; what was heard already is in colour.

export interface Ink {
  buyer: string;
  operator: string;
  rest: string;
}

/** Highest peak of each of `bars` equal stretches, 0..1, scaled so that a quiet talk is still seen. */
export function bars(peaks: number[], count: number): number[] {
  const top = Math.max(0.001, peaks.reduce((max, peak) => Math.max(max, Math.abs(peak)), 0));
  return Array.from({ length: count }, (_, at) => {
    const from = Math.floor((at * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((at + 1) * peaks.length) / count));
    const highest = peaks.slice(from, to).reduce((max, peak) => Math.max(max, Math.abs(peak)), 0);
    return highest / top;
  });
}

/** A stretch of the picture, 0..1; a moment ends where it begins. */
export interface Band {
  from: number;
  to: number;
}

export function drawWave(canvas: HTMLCanvasElement, left: number[], right: number[], played: number, ink: Ink & { mark: string }, bands: Band[] = []): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const scale = window.devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = width * scale;
  canvas.height = height * scale;
  context.scale(scale, scale);
  context.fillStyle = ink.mark;
  for (const band of bands) {
    const from = Math.round(band.from * width);
    context.globalAlpha = 0.18;
    context.fillRect(from, 0, Math.max(0, band.to * width - from), height);
    context.globalAlpha = 1;
    context.fillRect(from, 0, 1, height);
  }
  const count = Math.max(1, Math.floor(width / 3));
  const middle = height / 2;
  const channel = (peaks: number[], colour: string, up: boolean) =>
    bars(peaks, count).forEach((peak, at) => {
      const tall = Math.max(1, peak * (middle - 3));
      context.fillStyle = at / count < played ? colour : ink.rest;
      context.fillRect(at * 3, up ? middle - 1 - tall : middle + 1, 2, tall);
    });
  channel(left, ink.buyer, true);
  channel(right, ink.operator, false);
}
