// The call has company: who is asked and how far that is, who hears whom, and what can be done now. Buttons stay in their places.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

import type { ContactCard, TalkParty } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import type { ActionId } from "@/shared/lib/keymap";
import { useMe } from "@/shared/lib/session";
import { useLive } from "@/shared/live/store";
import { Icon, type IconName } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { talkWords, watchWords } from "@/shared/words/talk";
import { tell } from "@/shared/words/tell";

import { talk as command, type TalkCommand } from "../api/talk";
import { HearingPicture } from "./hearing-picture";
import classes from "./talk.module.css";
import { useCommand } from "./use-command";

export function CompanyBar({ contact }: { contact: ContactCard }) {
  const { t, i18n } = useLingui();
  const { talk } = contact;
  const me = useMe();
  const sentBy = useLive((live) => live.sentBy);
  const from = sentBy?.contact_id === contact.contact_id ? sentBy.name : "";
  const { parties = [], watchers = [] } = talk ?? {};
  const word = useBriefly(talk?.word ?? "");
  const beside = parties.find(({ state }) => state !== "joined");
  const withCompany = parties.length > 0 || watchers.some(({ mode }) => mode === "join");
  const came = from && from !== me.name;
  const back = from && from === me.name;
  if (!withCompany && watchers.length === 0 && !word && !from) return null;
  return (
    <section className={classes.company} aria-label={t`Together with others`}>
      {watchers.map((one) => (
        <span key={one.person_id} className={classes.watched} role="status"><Icon name="eye" /> {one.name} {tell(i18n, watchWords, one.mode)}</span>
      ))}
      {came && <p className={classes.told}><span><Trans>Transferred to you by <strong>{from}</strong></Trans></span></p>}
      {back && <p className={classes.told}><Trans>He came back to you: nobody took the transfer.</Trans></p>}
      {talk?.role === "colleague" && <Colleague operator={talk.operator_name} />}
      {word && !beside && <p className={classes.word} role="status"><Icon name="info" /> {tell(i18n, talkWords, word)}</p>}
      {beside && talk?.role === "operator" && <Asked party={beside} aside={talk.aside} others={parties.length > 1} />}
      {withCompany && <HearingPicture contact={contact} />}
      {talk?.role === "operator" && parties.length > 0 && <Buttons contact={contact} beside={beside} aside={talk.aside} />}
    </section>
  );
}

/** News is news for a while; then it only stands in the way. */
function useBriefly(word: string): string {
  const [over, setOver] = useState("");
  useEffect(() => {
    setOver("");
    const timer = window.setTimeout(() => setOver(word), 20_000);
    return () => window.clearTimeout(timer);
  }, [word]);
  return over === word ? "" : word;
}

function Colleague({ operator }: { operator: string }) {
  return <p className={classes.told}><span><Trans><strong>{operator}</strong> asks you. The buyer stays hers until she hands him over.</Trans></span></p>;
}

function Asked({ party, aside, others }: { party: TalkParty; aside: boolean; others: boolean }) {
  const { name } = party;
  return (
    <p className={classes.told} role="status">
      {party.state === "waiting" && <span><Trans>Somebody is looked for: <strong>{name}</strong></Trans></span>}
      {party.state === "ringing" && <span><Trans>It rings at <strong>{name}</strong></Trans></span>}
      {party.state === "consulting" && (aside
        ? others ? <span><Trans>You talk to <strong>{name}</strong>; the others go on with the buyer</Trans></span>
          : <span><Trans>You talk to <strong>{name}</strong>; the buyer hears music</Trans></span>
        : <span><Trans>You talk to the buyer; <strong>{name}</strong> waits</Trans></span>)}
    </p>
  );
}

function Buttons({ contact, beside, aside }: { contact: ContactCard; beside?: TalkParty; aside: boolean }) {
  const run = useCommand();
  const answered = beside?.state === "consulting";
  const joined = contact.talk?.parties.some(({ state }) => state === "joined") ?? false;
  const start = (what: TalkCommand) => run.mutate(() => command(contact.contact_id, what));
  return (
    <div className={classes.buttons}>
      <Do icon="back" action="call.back" can={beside !== undefined || joined} onDo={() => start("consult/cancel")}>
        {!beside && joined ? <Trans>Without the colleague</Trans> : answered || !beside ? <Trans>Back to the buyer</Trans> : <Trans>Do not ask</Trans>}
      </Do>
      <Do icon="fork" action="call.swap" can={answered} onDo={() => start("swap")}>
        {aside || !answered ? <Trans>Talk to the buyer</Trans> : <Trans>Talk to the colleague</Trans>}
      </Do>
      <Do icon="users" action="call.conference" can={answered} onDo={() => start("conference")}><Trans>Talk all together</Trans></Do>
      <Do icon="out" action="call.handOver" can={answered || (joined && !beside)} onDo={() => start("consult/complete")} filled><Trans>Hand over</Trans></Do>
    </div>
  );
}

interface DoProps {
  icon: IconName;
  action: ActionId;
  can: boolean;
  filled?: boolean;
  onDo: () => void;
  children: React.ReactNode;
}

function Do({ icon, action, can, filled, onDo, children }: DoProps) {
  useAction(action, onDo, can);
  return (
    <Button variant={filled ? "filled" : "default"} disabled={!can} onClick={onDo} leftSection={<Icon name={icon} />} rightSection={<Kbd action={action} />}>
      {children}
    </Button>
  );
}
