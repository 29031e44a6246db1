// What callers hear now beside what waits to be approved: listened to, with length, loudness and a picture of each. Judged here, from
// the sound itself.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import type { Prompt } from "@/shared/api/types";
import { Dialog } from "@/shared/ui/dialog";
import { Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { Tag } from "@/shared/ui/tag";

import { promptAudio } from "../api/flows";
import { loudnessDb, pictureOf, type Take } from "../lib/sound";
import classes from "./compare-prompt.module.css";

const columns = 120;
/** From here on callers notice that one is quieter. */
const noticedDb = 6;

async function soundOf(url: string): Promise<Take> {
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  const rate = 8000;
  const sound = await new OfflineAudioContext(1, 1, rate).decodeAudioData(await answer.arrayBuffer());
  return { samples: sound.getChannelData(0), rate: sound.sampleRate };
}

interface Props {
  prompt: Prompt;
  /** May approve. */
  may: boolean;
  onClose: () => void;
  onApprove: () => void;
  onDrop: () => void;
}

export function ComparePrompt({ prompt, may, onClose, onApprove, onDrop }: Props) {
  const { t } = useLingui();
  const name = prompt.name;
  const heard = useSound(promptAudio(prompt, true));
  const next = useSound(promptAudio(prompt));
  const [playing, setPlaying] = useState<string>();
  const apart = heard.data && next.data && difference(heard.data, next.data);
  const decibels = apart === undefined ? 0 : Math.round(Math.abs(apart));
  return (
    <Dialog title={t`“${name}”: now and new`} size="xl" onClose={onClose}>
      <div className={classes.both}>
        <Side title={t`Callers hear now`} by={prompt.approved_by} text={prompt.text} recorded={prompt.recording !== ""} sound={heard.data} fault={heard.isError}
          url={promptAudio(prompt, true)} playing={playing} onPlay={setPlaying} />
        <Side title={t`Waits to be approved`} text={prompt.pending?.text ?? ""} recorded={(prompt.pending?.recording ?? "") !== ""} sound={next.data} fault={next.isError}
          url={promptAudio(prompt)} playing={playing} onPlay={setPlaying} />
      </div>
      {apart !== undefined && Math.abs(apart) >= noticedDb && (
        <p className={classes.apart}><Icon name="warning" size={14} /> <span>{apart < 0
          ? <Trans>The new one is {decibels} dB quieter: callers will notice.</Trans>
          : <Trans>The new one is {decibels} dB louder: callers will notice.</Trans>}</span></p>
      )}
      {may && <div className={classes.buttons}>
        <Button variant="default" onClick={onDrop}><Trans>Keep the old</Trans></Button>
        <Button onClick={onApprove}><Trans>Approve</Trans></Button>
      </div>}
    </Dialog>
  );
}

const useSound = (url: string) => useQuery({ queryKey: ["prompt-sound", url], queryFn: () => soundOf(url), staleTime: Infinity, retry: false });

function difference(heard: Take, next: Take): number | undefined {
  const [one, other] = [loudnessDb(heard), loudnessDb(next)];
  return one === undefined || other === undefined ? undefined : other - one;
}

interface SideProps {
  title: string;
  by?: string;
  text: string;
  recorded: boolean;
  sound?: Take;
  fault: boolean;
  url: string;
  /** The one that plays: never two at once. */
  playing?: string;
  onPlay: (url?: string) => void;
}

function Side({ title, by, text, recorded, sound, fault, url, playing, onPlay }: SideProps) {
  const { t } = useLingui();
  const audio = useRef<HTMLAudioElement>(null);
  const plays = playing === url;
  useEffect(() => {
    const element = audio.current;
    if (!element) return;
    if (!plays) return element.pause();
    element.currentTime = 0;
    element.play().catch(() => onPlay(undefined));
  }, [plays, onPlay]);
  const seconds = sound && (sound.samples.length / sound.rate).toFixed(1);
  const loud = sound && loudnessDb(sound);
  const decibels = loud?.toFixed(0);
  return (
    <section className={classes.side} aria-label={title}>
      <h3>{title}</h3>
      {by && <p className={classes.quiet}><Trans>approved by {by}</Trans></p>}
      <audio ref={audio} src={url} preload="none" onEnded={() => onPlay(undefined)} />
      {!sound && !fault && <Rows count={1} />}
      {fault && <p className={classes.quiet}><Trans>Its sound cannot be read.</Trans></p>}
      {sound && <Picture sound={sound} />}
      <div className={classes.facts}>
        <Button size="compact-sm" variant="default" leftSection={<Icon name={plays ? "stop" : "speaker"} size={14} />} onClick={() => onPlay(plays ? undefined : url)} aria-label={plays ? t`Stop ${title}` : t`Listen: ${title}`}>
          {plays ? <Trans>Stop</Trans> : <Trans>Listen</Trans>}
        </Button>
        {sound && <span>{t`${seconds} s`}</span>}
        {sound && <span>{decibels === undefined ? t`silence` : t`${decibels} dB`}</span>}
        {recorded ? <Tag tone="plain"><Trans>recorded</Trans></Tag> : <Tag tone="plain"><Trans>spoken by the centre</Trans></Tag>}
      </div>
      <p>{text}</p>
    </section>
  );
}

function Picture({ sound }: { sound: Take }) {
  const bars = pictureOf(sound, columns);
  return (
    <svg className={classes.picture} viewBox={`0 0 ${columns} 40`} preserveAspectRatio="none" aria-hidden>
      {bars.map((bar, at) => <rect key={at} x={at + 0.1} width={0.8} y={20 - Math.max(0.4, bar * 20)} height={Math.max(0.8, bar * 40)} />)}
    </svg>
  );
}
