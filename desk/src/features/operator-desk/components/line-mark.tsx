// What is wrong with the line, in words that say what to do; nothing while it is good.
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";

import { useLive } from "@/shared/live/store";
import { Icon } from "@/shared/ui/icon";

import classes from "./call-bar.module.css";

const words = {
  buyer: {
    no_audio: msg`Nothing is heard from the buyer. Ask whether he hears you; if not, call back.`,
    poor: msg`The buyer's line is poor: words may get lost.`,
  },
  operator: {
    no_audio: msg`The buyer does not hear you. Check the microphone and its cable.`,
    poor: msg`Your line is poor: the buyer may lose words.`,
  },
};

export function LineMark({ contactId }: { contactId: string }) {
  const { i18n } = useLingui();
  const line = useLive((state) => state.line);
  const faults = Object.values(line).filter((one) => one.contact_id === contactId && one.fault !== "");
  return faults.map(({ side, fault }) => (
    fault !== "" && <span key={side} className={classes.interrupted} role="alert"><Icon name="warning" size={14} /> {i18n._(words[side][fault])}</span>
  ));
}
