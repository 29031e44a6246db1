// One colleague or queue that can be asked: her state, or why she cannot be; how long its line is.
import { Plural, Trans, useLingui } from "@lingui/react/macro";

import type { TargetPerson, TargetQueue } from "@/shared/api/types";
import { running } from "@/shared/lib/time-words";
import { agentIcon, agentWords } from "@/shared/ui/agent-icon";
import { Icon, type IconName } from "@/shared/ui/icon";

import type { Target } from "../lib/targets";
import classes from "./talk.module.css";

interface Props {
  id: string;
  target: Target;
  chosen: boolean;
  onChoose: () => void;
}

export function TargetRow({ id, target, chosen, onChoose }: Props) {
  return (
    <div id={id} role="option" aria-selected={chosen} aria-disabled={!target.can || undefined} className={classes.target}
      ref={chosen ? (node) => node?.scrollIntoView({ block: "nearest" }) : undefined}
      // The field keeps the focus: its keys start the way.
      onMouseDown={(event) => event.preventDefault()} onClick={target.can ? onChoose : undefined}>
      <Icon name={iconOf(target)} />
      <span>{target.name}</span>
      <span className={classes.side}>{target.kind === "queue" && <Line of={target.queue} />}
        {target.kind === "person" && <Person of={target.person} />}
        {target.kind === "flow" && <Trans>a flow; he can only be sent there</Trans>}
        {target.kind === "number" && <Trans>over the trunks</Trans>}</span>
    </div>
  );
}

function iconOf(target: Target): IconName {
  if (target.kind === "person") return agentIcon(target.person);
  return ({ queue: "users", flow: "fork", number: "phone" } as const)[target.kind];
}

/** A free phone in a break may be called by name; a ready state without a phone may not. */
function Person({ of }: { of: TargetPerson }) {
  const { i18n } = useLingui();
  const state = agentWords(i18n, of);
  const gone = !of.free && (of.state === "ready" || of.state === "paused");
  return <>{state}{gone && <> · <Trans>phone down</Trans></>}{of.free && of.state === "paused" && <> · <Trans>can be called</Trans></>}</>;
}

function Line({ of }: { of: TargetQueue }) {
  const { waiting, free } = of;
  const longest = running(of.longest_ms);
  return (
    <>
      <Plural value={free} _0="nobody free" one="# free" other="# free" />
      {" · "}
      {waiting > 0 ? <><Plural value={waiting} one="# waits" other="# wait" />, <Trans>longest {longest}</Trans></> : <Trans>nobody waits</Trans>}
    </>
  );
}
