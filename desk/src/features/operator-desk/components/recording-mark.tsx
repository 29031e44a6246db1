// Whether the call is recorded; pause it, or stop and erase it when the buyer wishes so.
import { Menu } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import type { ContactCard } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import { useCan } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { recordingStates } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import { eraseRecording, recording } from "../api/contact";
import classes from "./call-bar.module.css";
import { useCommand } from "./use-command";

export function RecordingMark({ contact }: { contact: ContactCard }) {
  const { i18n } = useLingui();
  const run = useCommand();
  const mayErase = useCan("recordings.erase");
  const { contact_id: id, recording: state } = contact;
  const live = state === "on" || state === "paused" || state === "failed";
  const erase = () => run.mutate(() => eraseRecording(id, "buyer_asked"));
  const begin = () => run.mutate(() => recording(id, "begin"));
  const turn = () => run.mutate(() => recording(id, state === "paused" ? "resume" : "pause"));
  useAction("call.record", state === "offered" ? begin : turn, state === "offered" || live);
  useAction("call.erase", erase, mayErase && live);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button type="button" className={classes.recording} data-state={state}>
          <Icon name={state === "paused" ? "hold" : state === "erased" ? "erase" : state === "failed" ? "warning" : "record"} />
          {tell(i18n, recordingStates, state)}
          {(live || state === "offered") && <><Kbd action="call.record" /><Icon name="down" size={13} /></>}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {state === "offered" && (
          <Menu.Item onClick={begin} leftSection={<Icon name="record" />} rightSection={<Kbd action="call.record" />}><Trans>Record from now on</Trans></Menu.Item>
        )}
        <Menu.Item disabled={!live} onClick={turn} leftSection={<Icon name={state === "paused" ? "record" : "hold"} />} rightSection={live ? <Kbd action="call.record" /> : undefined}>
          {state === "paused" ? <Trans>Go on recording</Trans> : <Trans>Pause the recording</Trans>}
        </Menu.Item>
        <Menu.Item disabled={!live || !mayErase} color="red" onClick={erase} leftSection={<Icon name="erase" />}
          rightSection={<Kbd action="call.erase" />}>
          <Trans>The buyer objects: stop and erase</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
