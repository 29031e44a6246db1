// Which microphone, which loudspeaker, which device rings; a test tone through each.
import { Button, Select, Switch } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

import { usePhone } from "@/shared/lib/phone";
import { Icon } from "@/shared/ui/icon";

import { listDevices, type SoundDevices } from "@/shared/lib/microphone";
import { testTone } from "../lib/ring";
import classes from "./phone-check.module.css";

export function DevicePickers() {
  const { t } = useLingui();
  const phone = usePhone();
  const [found, setFound] = useState<SoundDevices>({ inputs: [], outputs: [] });
  const [chosen, setChosen] = useState(phone.devices());
  useEffect(() => {
    const look = () => void listDevices().then(setFound);
    look();
    navigator.mediaDevices?.addEventListener("devicechange", look);
    return () => navigator.mediaDevices?.removeEventListener("devicechange", look);
  }, []);
  const choose = (part: Partial<typeof chosen>) => {
    const next = { ...chosen, ...part };
    setChosen(next);
    void phone.setDevices(next);
  };
  const options = (devices: MediaDeviceInfo[]) => [
    { value: "", label: t`As the system` },
    ...devices.filter(({ deviceId }) => deviceId !== "default").map(({ deviceId, label }) => ({ value: deviceId, label: label || deviceId.slice(0, 8) })),
  ];
  return (
    <div className={classes.devices}>
      <Select label={t`Microphone`} value={chosen.input} data={options(found.inputs)} onChange={(value) => choose({ input: value ?? "" })} />
      <Select label={t`Loudspeaker`} value={chosen.output} data={options(found.outputs)} onChange={(value) => choose({ output: value ?? "" })} />
      <Select label={t`It rings at`} value={chosen.ring} data={options(found.outputs)} onChange={(value) => choose({ ring: value ?? "" })} />
      <Switch label={t`Take noise of the room away`} checked={chosen.quiet} onChange={(event) => choose({ quiet: event.currentTarget.checked })} />
      <Button variant="default" leftSection={<Icon name="speaker" />} onClick={() => void testTone(chosen.output)}>
        <Trans>Play a tone</Trans>
      </Button>
      <Button variant="default" leftSection={<Icon name="phoneIn" />} onClick={() => void testTone(chosen.ring)}>
        <Trans>Ring once</Trans>
      </Button>
    </div>
  );
}
