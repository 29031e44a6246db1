// SIP phones and a carrier beside the browsers (tests/lib/peers.py), and tones: which voice is heard where.
import { spawn } from "node:child_process";
import path from "node:path";
import readline from "node:readline";

import { until } from "./centre.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const loud = 1500; // of 8000 that a tone is sent with; an eighth of a heard tone is silence

/** `peers(sipPort)` gives a way to ask them: await ask("dial", "buyer", { hz, number }). */
export function peers(sip) {
  const child = spawn("python3", ["-B", path.join(root, "tests/lib/peers.py"), String(sip)], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map();
  let last = 0;
  process.on("exit", () => child.kill("SIGKILL"));
  readline.createInterface({ input: child.stdout }).on("line", (line) => {
    if (!line.startsWith("{")) return void console.log(line);
    const { id, ok, fault } = JSON.parse(line);
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (fault === undefined) resolve(ok);
    else reject(new Error(fault));
  });
  return (what, who, more = {}) => new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject });
    child.stdin.write(`${JSON.stringify({ id: last, do: what, who, ...more })}\n`);
  });
}

const told = (ear, hz, now) => `${ear} hears ${hz} (now ${now.map(Math.round)})`;
async function heardBy(ear, level, hz, not, ms) {
  let now = [];
  try {
    await until(`${ear}`, async () => {
      now = await level([...hz, ...not]);
      const quietest = Math.min(...now.slice(0, hz.length));
      return (hz.length === 0 || quietest > loud) && now.slice(hz.length).every((one) => one < (hz.length ? quietest / 8 : loud / 8));
    }, ms);
  } catch {
    throw new Error(`${told(ear, hz, now)}, and not ${not}`);
  }
}
/** A SIP peer hears these tones, and not those. */
export const peerHears = (ask, who, hz, not = [], ms = 8000) => heardBy(who, (tones) => ask("heard", who, { hz: tones }), hz, not, ms);

/** Before the desk's code: a microphone that gives a tone (`window.toneHz`), as a person's voice that can be told from others. */
export const voiceOf = (hz) => `{
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (asked) => {
    if (!asked.audio) return real(asked);
    const context = new AudioContext(), tone = context.createOscillator(), gain = context.createGain(), out = context.createMediaStreamDestination();
    tone.frequency.value = ${hz};
    gain.gain.value = 0.25;
    tone.connect(gain).connect(out);
    tone.start();
    await context.resume();
    return out.stream;
  };
}`;

/** A desk's loudspeaker plays these tones, and not those: by the spectrum of what its audio element plays. */
export const deskHears = (page, hz, not = [], ms = 8000) => heardBy("the desk", (tones) => page.evaluate(spectrum, tones), hz, not, ms);

/** Amplitudes of tones (of 8000 as in SIP peers) in what the page plays for half a second. Runs in the page. */
async function spectrum(tones) {
  const audio = [...document.querySelectorAll("audio")].find((one) => one.srcObject);
  if (!audio) return tones.map(() => 0);
  const context = new AudioContext(), analyser = context.createAnalyser();
  await context.resume();
  analyser.fftSize = 16384;
  context.createMediaStreamSource(audio.srcObject).connect(analyser);
  await new Promise((resolve) => setTimeout(resolve, 450));
  const data = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(data);
  const rate = context.sampleRate;
  await context.close();
  return tones.map((hz) => {
    const turn = 2 * Math.cos(2 * Math.PI * hz / rate);
    let a = 0, b = 0;
    for (const value of data) [a, b] = [value + turn * a - b, a];
    return 2 * Math.sqrt(Math.max(a * a + b * b - turn * a * b, 0)) / data.length * 32768;
  });
}
