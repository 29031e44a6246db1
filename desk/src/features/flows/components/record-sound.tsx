// Says a prompt into the microphone: chosen device, level, listened to, recorded again; kept only when the form is saved.
import { Button, Checkbox, Select, Switch } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";

import { MicrophoneError, listDevices } from "@/shared/lib/microphone";
import { usePhone, type PhoneProblem } from "@/shared/lib/phone";
import { Icon } from "@/shared/ui/icon";

import { startRecorder, type Recorder } from "../lib/recorder";
import { faultOf, longestSeconds, trimmed, wavOf, type Take } from "../lib/sound";
import classes from "./flows.module.css";

type Stage = "idle" | "asking" | "recording" | "making" | "recorded" | "full";
const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** `onSound`: what the form sends; undefined while there is nothing fit to be heard. */
export function RecordSound({ onSound, focused }: { onSound: (wav: Blob | undefined) => void; focused: boolean }) {
  const { t } = useLingui();
  const phone = usePhone();
  const [stage, setStage] = useState<Stage>("idle");
  const [problem, setProblem] = useState<string>();
  const [input, setInput] = useState(phone.devices().input);
  const [quiet, setQuiet] = useState(phone.devices().quiet);
  const [cut, setCut] = useState(true);
  const [take, setTake] = useState<Take>();
  const [url, setUrl] = useState<string>();
  const recorder = useRef<Recorder>(undefined);
  const gone = useRef(false);
  const level = useLevel(stage === "recording", recorder);
  const most = clock(longestSeconds);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
      recorder.current?.close();
    };
  }, []);
  useEffect(() => () => { if (url) URL.revokeObjectURL(url); }, [url]);

  const give = (next: Take | undefined, without: boolean) => {
    const wav = next && wavOf(without ? trimmed(next) : next);
    setUrl(wav && URL.createObjectURL(wav));
    onSound(wav);
  };
  const stop = async (after: Stage) => {
    const one = recorder.current;
    if (!one) return;
    recorder.current = undefined;
    setStage("making");
    const made = await one.stop();
    if (gone.current) return;
    const fault = faultOf(made);
    setStage(fault ? "idle" : after);
    if (fault === "silent") setProblem(t`Nothing was heard. Come closer to the microphone, switch it on, or choose another one; then record again.`);
    if (fault === "short") setProblem(t`That was too short. Speak after you press Record, then press Stop.`);
    setTake(fault ? undefined : made);
    give(fault ? undefined : made, cut);
  };
  const start = async () => {
    setProblem(undefined);
    setTake(undefined);
    give(undefined, cut);
    setStage("asking");
    try {
      const one = await startRecorder(input, quiet, () => void stop("full"));
      if (gone.current) return one.close();
      recorder.current = one;
      setStage("recording");
    } catch (error) {
      const problems: Partial<Record<PhoneProblem, string>> = {
        denied: t`The browser blocks the microphone. Click the lock in the address line, allow the microphone, try again.`,
        no_device: t`No microphone was found. Plug in the headset, then try again.`,
        insecure: t`Browsers give the microphone only to https pages or to this computer itself. Open the desk by its https address.`,
      };
      setStage("idle");
      setProblem((error instanceof MicrophoneError && problems[error.problem]) || t`This browser cannot record here. Upload a WAV file instead.`);
    }
  };
  const length = clock(take ? take.samples.length / take.rate : 0);
  const words: Record<Stage, string> = {
    idle: t`At most ${most}. Callers hear it once it is saved and approved.`,
    asking: t`Allow the microphone in the browser's question`,
    recording: t`Recording: speak now, then press Stop.`,
    making: t`Just a moment…`,
    recorded: t`Recorded, ${length}. Listen to it, then save.`,
    full: t`The longest length, ${most}, is reached: it stopped there. Listen to it; save it or record a shorter one.`,
  };
  const recording = stage === "recording";
  const busy = stage === "asking" || stage === "making"; // never disabled: the key that stops keeps the focus
  return (
    <fieldset className={classes.record}>
      <legend><Trans>Record it</Trans></legend>
      <div className={classes.two}>
        <MicrophoneChoice input={input} fresh={stage} disabled={recording} onChange={setInput} />
        <div className={classes.switches}>
          <Switch label={t`Take noise of the room away`} disabled={recording} checked={quiet} onChange={(event) => setQuiet(event.currentTarget.checked)} />
          <Checkbox label={t`Cut the silence at both ends`} checked={cut} onChange={(event) => { setCut(event.currentTarget.checked); give(take, event.currentTarget.checked); }} />
        </div>
      </div>
      <div className={classes.bar}>
        <Button type="button" color={recording ? "red" : undefined} variant={take ? "default" : "filled"} aria-disabled={busy || undefined} ref={useFocus(focused)}
          leftSection={<Icon name={recording ? "stop" : "mic"} />} onClick={() => { if (!busy) void (recording ? stop("recorded") : start()); }}>
          {recording ? t`Stop` : take ? t`Record again` : t({ message: "Record", context: "by microphone" })}
        </Button>
        {recording && <span className={classes.clock}>{clock(level.seconds)} / {most}</span>}
        {url && <audio controls src={url} aria-label={t`Listen to the recording`} />}
        {take && <Button type="button" variant="subtle" onClick={() => { setTake(undefined); setStage("idle"); give(undefined, cut); }}><Trans>Throw it away</Trans></Button>}
      </div>
      {recording && (
        <div className={classes.meter} role="meter" aria-label={t`Microphone level`} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(level.level * 100)}>
          <i style={{ width: `${level.level * 100}%` }} />
        </div>
      )}
      <p className={classes.quiet} role="status">{words[stage]}</p>
      {problem && <p className={classes.fault} role="alert"><Icon name="warning" size={14} />{problem}</p>}
    </fieldset>
  );
}

/** The names of microphones are told once the browser gave one: looked at anew then. */
function MicrophoneChoice({ input, fresh, disabled, onChange }: { input: string; fresh: Stage; disabled: boolean; onChange: (input: string) => void }) {
  const { t } = useLingui();
  const [found, setFound] = useState<MediaDeviceInfo[]>([]);
  useEffect(() => void listDevices().then(({ inputs }) => setFound(inputs)), [fresh]);
  const data = [
    { value: "", label: t`As the system` },
    ...found.filter(({ deviceId }) => deviceId !== "default").map(({ deviceId, label }) => ({ value: deviceId, label: label || deviceId.slice(0, 8) })),
  ];
  return <Select label={t`Microphone`} value={input} disabled={disabled} allowDeselect={false} data={data} onChange={(value) => onChange(value ?? "")} />;
}

function useLevel(on: boolean, recorder: { current: Recorder | undefined }) {
  const [now, setNow] = useState({ level: 0, seconds: 0 });
  useEffect(() => {
    if (!on) return;
    const timer = window.setInterval(() => setNow({ level: recorder.current?.level() ?? 0, seconds: recorder.current?.seconds() ?? 0 }), 80);
    return () => {
      window.clearInterval(timer);
      setNow({ level: 0, seconds: 0 });
    };
  }, [on, recorder]);
  return now;
}

function useFocus(wanted: boolean) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (wanted) button.current?.focus();
  }, [wanted]);
  return button;
}
