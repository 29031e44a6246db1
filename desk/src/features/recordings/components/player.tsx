// Plays a stereo recording: waveform of both channels, seek by mouse or arrows, speed, space to start and stop.
import { ActionIcon } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";

import { running } from "@/shared/lib/time-words";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";

import { audioPath, marksQuery, peaksQuery } from "../api/recordings";
import { drawWave, type Band } from "./draw-wave";
import { Marks } from "./marks";
import classes from "./player.module.css";

const speeds = [0.75, 1, 1.25, 1.5, 2];

export function Player({ recordingId, autoFocus }: { recordingId: string; autoFocus?: boolean }) {
  const { t } = useLingui();
  const audio = useRef<HTMLAudioElement>(null);
  const peaks = useQuery(peaksQuery(recordingId));
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
  const [broken, setBroken] = useState(false);
  const marks = useQuery(marksQuery(recordingId)).data?.items ?? [];
  const length = (peaks.data?.duration_ms ?? 0) / 1000;

  const toggle = () => {
    if (!audio.current) return;
    if (audio.current.paused) void audio.current.play().catch(() => setBroken(true));
    else audio.current.pause();
  };
  const seek = (seconds: number) => {
    if (audio.current) audio.current.currentTime = Math.min(Math.max(0, seconds), length);
    setAt(Math.min(Math.max(0, seconds), length));
  };
  const change = (next: number) => {
    if (audio.current) audio.current.playbackRate = next;
    setSpeed(next);
  };
  const keys = (event: KeyboardEvent) => {
    const step = speeds[speeds.indexOf(speed) + (event.key === "." ? 1 : -1)];
    if (event.code === "Space") toggle();
    else if (event.key === "ArrowRight") seek(at + 5);
    else if (event.key === "ArrowLeft") seek(at - 5);
    else if (event.key === "Home") seek(0);
    else if ((event.key === "." || event.key === ",") && step) change(step);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section className={classes.player} aria-label={t`Player`}>
      <audio ref={audio} src={audioPath(recordingId)} preload="metadata" onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)} onError={() => setBroken(true)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)} />
      <div className={classes.controls}>
        <ActionIcon variant="filled" color="teal" size={36} radius="xl" aria-label={playing ? t`Pause` : t`Play`} onClick={toggle}>
          <Icon name={playing ? "hold" : "play"} />
        </ActionIcon>
        <span className={classes.time}>{running(at * 1000)} / {running(length * 1000)}</span>
        <div className={classes.speeds} role="group" aria-label={t`Speed`}>
          {speeds.map((one) => (
            <button key={one} type="button" aria-pressed={one === speed} onClick={() => change(one)}>{one}×</button>
          ))}
        </div>
        <span className={classes.legend}>
          <i data-who="buyer" /> <Trans>buyer</Trans> <i data-who="operator" /> <Trans>operator</Trans>
        </span>
      </div>
      <div className={classes.wave} role="slider" tabIndex={0} onKeyDown={keys} autoFocus={autoFocus}
        aria-label={t`Position: arrows seek, space plays, comma and dot change the speed`}
        aria-valuemin={0} aria-valuemax={Math.round(length)} aria-valuenow={Math.round(at)} aria-valuetext={running(at * 1000)}
        onClick={(event) => seek(share(event) * length)}>
        <Wave left={peaks.data?.left ?? []} right={peaks.data?.right ?? []} played={length > 0 ? at / length : 0}
          bands={marks.map((mark) => ({ from: part(mark.at_ms, length), to: part(mark.to_ms ?? mark.at_ms, length) }))} />
      </div>
      <Marks marks={marks} onSeek={(ms) => seek(ms / 1000)} />
      <ProblemText error={peaks.error} />
      {broken && !peaks.error && <p className={classes.broken}><Trans>The sound of this recording could not be loaded.</Trans></p>}
    </section>
  );
}

const part = (ms: number, seconds: number) => (seconds > 0 ? Math.min(1, ms / 1000 / seconds) : 0);

function share(event: MouseEvent): number {
  const box = event.currentTarget.getBoundingClientRect();
  return (event.clientX - box.left) / box.width;
}

function Wave({ left, right, played, bands }: { left: number[]; right: number[]; played: number; bands: Band[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const node = canvas.current;
    if (!node) return;
    const draw = () => {
      const style = getComputedStyle(node);
      const ink = (name: string) => style.getPropertyValue(name);
      drawWave(node, left, right, played, {
        buyer: ink("--ol-accent"), operator: ink("--ol-wrapup"), rest: ink("--ol-line-strong"), mark: ink("--ol-text-2"),
      }, bands);
    };
    draw();
    const watch = new ResizeObserver(draw);
    watch.observe(node);
    return () => watch.disconnect();
  }, [left, right, played, bands]);
  return <canvas ref={canvas} className={classes.canvas} />;
}
