// Allow the headset's buttons once: the browser asks which headset, afterwards they work by themselves.
import { Button } from "@mantine/core";
import { Trans } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import { Icon } from "@/shared/ui/icon";
import { Tag } from "@/shared/ui/tag";

import { askForHeadset, headsetNames, subscribeHeadsets } from "../lib/headset-devices";
import { hid } from "../lib/hid";
import classes from "./phone-check.module.css";

export function HeadsetKeys() {
  const names = useSyncExternalStore(subscribeHeadsets, headsetNames);
  const ask = useMutation({ mutationFn: askForHeadset });
  return (
    <section>
      <h2><Trans>Headset buttons</Trans></h2>
      {!hid() && <p className={classes.hint}><Trans>This browser does not give headset buttons to pages; Chrome and Edge do. The keys of the keyboard do the same.</Trans></p>}
      {hid() && (
        <>
          <p className={classes.state} role="status">
            {names.map((name) => <Tag key={name} tone="talking" icon="headset">{name}</Tag>)}
            {names.length === 0 && <span className={classes.hint}><Trans>Answer, mute and end by the headset: allow it once.</Trans></span>}
            {ask.isError && <span className={classes.hint}><Trans>This headset could not be opened. Unplug it, plug it in again and try once more.</Trans></span>}
          </p>
          <Button variant="default" leftSection={<Icon name="headset" />} onClick={() => ask.mutate()}><Trans>Allow the headset's buttons</Trans></Button>
        </>
      )}
    </section>
  );
}
