import { MantineProvider } from "@mantine/core";
import { setupI18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { act, render, screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";

import { MicrophoneError } from "@/shared/lib/microphone";
import { PhoneProvider, type Phone } from "@/shared/lib/phone";

import { startRecorder, type Recorder } from "../lib/recorder";
import { RecordSound } from "./record-sound";

vi.mock("../lib/recorder", () => ({ startRecorder: vi.fn() }));

const rate = 16_000;
const spoken = (loud: number) => ({ samples: Float32Array.from({ length: rate }, (_, i) => loud * Math.sin(i / 5)), rate });
const recorder = (loud: number, closed = vi.fn()): Recorder => ({ level: () => 0.5, seconds: () => 1, stop: () => Promise.resolve(spoken(loud)), close: closed });
const phone = { devices: () => ({ input: "headset", output: "", ring: "", quiet: true }) } as Phone;

let sounds: (Blob | undefined)[];
const show = () =>
  render(
    <MantineProvider env="test">
      <I18nProvider i18n={setupI18n({ locale: "en", messages: { en: {} } })}>
        <PhoneProvider phone={phone}><RecordSound focused onSound={(sound) => sounds.push(sound)} /></PhoneProvider>
      </I18nProvider>
    </MantineProvider>,
  );
const press = async (name: string) => act(async () => screen.getByRole("button", { name }).click());

beforeEach(() => {
  sounds = [];
  vi.mocked(startRecorder).mockReset();
});

it("records with the phone's microphone, keeps the focus at its key and hands the sound over", async () => {
  vi.mocked(startRecorder).mockResolvedValue(recorder(0.5));
  show();
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Record" }));
  await press("Record");
  expect(vi.mocked(startRecorder).mock.calls[0]?.slice(0, 2)).toEqual(["headset", true]);
  expect(screen.getByRole("meter")).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Stop" }));
  await press("Stop");
  expect(screen.getByRole("status").textContent).toContain("Recorded, 0:01");
  expect(sounds.at(-1)?.size).toBe(44 + 2 * rate);
  await press("Throw it away");
  expect(sounds.at(-1)).toBeUndefined();
});

it("says what to do when nothing was heard, or the browser refuses", async () => {
  vi.mocked(startRecorder).mockResolvedValueOnce(recorder(0.0001));
  show();
  await press("Record");
  await press("Stop");
  expect(screen.getByRole("alert").textContent).toContain("Come closer to the microphone");
  expect(sounds.at(-1)).toBeUndefined();
  vi.mocked(startRecorder).mockRejectedValueOnce(new MicrophoneError("denied"));
  await press("Record");
  expect(screen.getByRole("alert").textContent).toContain("allow the microphone");
});

it("stops by itself at the longest length, and gives the microphone back when it is closed", async () => {
  const closed = vi.fn();
  vi.mocked(startRecorder).mockResolvedValue(recorder(0.5, closed));
  const shown = show();
  await press("Record");
  await act(async () => vi.mocked(startRecorder).mock.calls[0]?.[2]());
  expect(screen.getByRole("status").textContent).toContain("The longest length, 4:00, is reached");
  expect(sounds.at(-1)).toBeDefined();
  await press("Record again");
  shown.unmount();
  expect(closed).toHaveBeenCalledOnce();
});
