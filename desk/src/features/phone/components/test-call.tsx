// Five seconds to oneself: what the microphone hears is played back at the chosen loudspeaker. It stays in this computer, and says so.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";

import { usePhone } from "@/shared/lib/phone";
import { useLive } from "@/shared/live/store";
import { Icon } from "@/shared/ui/icon";

import classes from "./phone-check.module.css";

const lengthMs = 5000;

export function TestCall() {
  const { t } = useLingui();
  const phone = usePhone();
  const [stage, setStage] = useState<"idle" | "speak" | "hear" | "heard" | "failed">("idle");
  const inCall = useLive((live) => live.contact !== null && live.contact.state !== "done");
  const audio = useRef<HTMLAudioElement>(null);
  const [url, setUrl] = useState<string>();
  useEffect(() => () => { if (url) URL.revokeObjectURL(url); }, [url]);
  const start = async () => {
    setStage("speak");
    const sound = await phone.sample(lengthMs).catch(() => undefined);
    const player = audio.current;
    if (!sound || !player) return setStage("failed");
    const next = URL.createObjectURL(sound);
    setUrl(next);
    player.src = next;
    if ("setSinkId" in player) await player.setSinkId(phone.devices().output).catch(() => undefined);
    setStage("hear");
    await player.play().catch(() => setStage("failed"));
  };
  const words = {
    idle: t`You speak for five seconds and then hear yourself. This stays in this computer: the way to the server is told by the network's sign.`,
    speak: t`Speak now, for five seconds…`,
    hear: t`Now you hear yourself.`,
    heard: t`That was you. If it was clear, buyers hear you like that.`,
    failed: t`Nothing could be recorded or played. Choose another microphone or loudspeaker.`,
  };
  const busy = stage === "speak" || stage === "hear";
  return (
    <section>
      <h2><Trans>A call to yourself</Trans></h2>
      <p className={classes.hint} role="status">{words[stage]}</p>
      <Button variant="default" disabled={busy || inCall} onClick={() => void start()} leftSection={<Icon name={stage === "hear" ? "speaker" : "mic"} />}><Trans>Speak and hear yourself</Trans></Button>
      <audio ref={audio} onEnded={() => setStage("heard")} />
    </section>
  );
}
