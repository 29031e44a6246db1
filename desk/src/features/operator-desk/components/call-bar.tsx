// The call in hand: who, how long, whether recorded; hold, mute, keypad, end. Buttons never shift.
import { Button, Popover, Tooltip } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useRef, useState, type ComponentProps, type ReactNode } from "react";

import type { ContactCard } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import type { ActionId } from "@/shared/lib/keymap";
import { usePhone } from "@/shared/lib/phone";
import { Icon, type IconName } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { Since } from "@/shared/ui/ticking";
import { cameBy, dialStages } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import { command, mute } from "../api/contact";
import classes from "./call-bar.module.css";
import { CallerLine } from "./caller-line";
import { CompanyBar } from "./company-bar";
import { Keypad } from "./keypad";
import { LineMark } from "./line-mark";
import { MoveMenu, OtherPhone } from "./move-menu";
import { talkSince } from "./talk-since";
import { TransferDialog } from "./transfer-dialog";
import { RecordingMark } from "./recording-mark";
import { useCommand } from "./use-command";
import { WhyButton } from "./why-button";

interface Props {
  contact: ContactCard;
  call: (contact: ContactCard) => ReactNode;
}

export function CallBar({ contact, call }: Props) {
  const { t, i18n } = useLingui();
  const dialling = contact.state === "dialling";
  const isCall = contact.channel === "call" || dialling || contact.dial?.outcome === "answered";
  return (
    <section className={classes.bar} aria-label={t`The call`}>
      <div className={classes.head}>
        <CallerLine contact={contact} />
        <span className={classes.time}><Since since={talkSince(contact)} /></span>
        {isCall && !dialling && !isGuest(contact) && <RecordingMark contact={contact} />}
      </div>
      {dialling && contact.dial?.stage && (
        <p className={classes.dialling} role="status"><Icon name="phone" /> {tell(i18n, dialStages, contact.dial.stage)}
          {contact.dial.buyer_first && contact.dial.stage === "ringing" && <>. <Trans>You are connected when the buyer answers</Trans></>}</p>
      )}
      <Buttons contact={contact} isCall={isCall} dialling={dialling} call={call} />
      {isCall && !dialling && !isGuest(contact) && <OtherPhone contact={contact} />}
      {isCall && !dialling && <CompanyBar contact={contact} />}
      <div className={classes.path}>
        {contact.kind === "outbound_call"
          ? <span><Trans>You called</Trans></span>
          : <span><Trans>Came {tell(i18n, cameBy, contact.came_by)}</Trans></span>}
        {contact.kind !== "outbound_call" && <WhyButton contact={contact} />}
        {isCall && !dialling && <LineMark contactId={contact.contact_id} />}
        {contact.state === "interrupted" && (
          <span className={classes.interrupted} role="alert">
            <Trans>Your phone was cut off. The buyer hears music; connect again within 15 seconds.</Trans>
          </span>
        )}
      </div>
    </section>
  );
}

/** She is asked in somebody else's call: what concerns the buyer's leg is that operator's. */
const isGuest = (contact: ContactCard) => contact.talk?.role === "colleague";

function Buttons({ contact, isCall, dialling, call }: Props & { isCall: boolean; dialling: boolean }) {
  const { t } = useLingui();
  const run = useCommand();
  const phone = usePhone();
  const [keypad, setKeypad] = useState(false);
  const pad = useRef<HTMLButtonElement>(null);
  const closeKeypad = () => {
    setKeypad(false);
    pad.current?.focus();
  };
  const [asking, setAsking] = useState(false);
  const { contact_id: id, held, muted } = contact;
  const hold = () => run.mutate(() => command(id, held ? "resume" : "hold"));
  const toggleMute = () => {
    phone.setMuted(!muted); // at once here; the server mutes too, so that a SIP phone obeys as well
    run.mutate(() => mute(id, !muted));
  };
  const end = () => run.mutate(() => command(id, "hang-up"));
  const guest = isGuest(contact);
  const beside = contact.talk?.parties.some((party) => party.state !== "joined") ?? false;
  const company = (contact.talk?.parties.length ?? 0) > 0;
  const aside = !guest && contact.talk?.aside === true;
  const talking = isCall && !dialling && !guest && contact.state !== "interrupted";
  useAction("call.hold", hold, talking && !beside);
  useAction("call.mute", toggleMute, isCall);
  useAction("call.keypad", () => setKeypad(true), isCall && !guest);
  useAction("call.transfer", () => setAsking(true), talking && !beside);
  useAction("call.end", end, !aside);
  if (!isCall) {
    return (
      <div className={classes.buttons}>
        {call(contact)}
        <BarButton icon="check" action="call.end" onClick={end}><Trans>Done with it</Trans></BarButton>
      </div>
    );
  }
  return (
    <Popover opened={keypad} onChange={setKeypad} trapFocus withRoles={false} position="bottom-start">
      <Popover.Target>
        <div className={classes.buttons}>
          {!dialling && !guest && (
            <BarButton disabled={beside} icon={held ? "play" : "hold"} action="call.hold" on={held} onClick={hold}>
              {held ? t`Resume` : t`Hold`}
            </BarButton>
          )}
          <BarButton icon={muted ? "micOff" : "mic"} action="call.mute" on={muted} onClick={toggleMute}>
            {muted ? t`Unmute` : t`Mute`}
          </BarButton>
          {!dialling && !guest && (
            <BarButton icon="users" action="call.transfer" disabled={beside} onClick={() => setAsking(true)}><Trans>Transfer</Trans></BarButton>
          )}
          {!guest && <BarButton ref={pad} icon="keypad" action="call.keypad" aria-label={t`Keypad`} title={t`Keypad`} aria-expanded={keypad} onClick={() => setKeypad(!keypad)} />}
          {talking && <MoveMenu contact={contact} className={classes.button} />}
          {asking && !beside && <TransferDialog contact={contact} onClose={() => setAsking(false)} />}
          <Tooltip label={aside ? t`The buyer waits: hand over, talk all together or go back first` : t`A chord, so that typing never ends a call`}>
            <Button className={classes.end} color="red" disabled={aside} onClick={end} leftSection={<Icon name="phoneOff" />}
              rightSection={<Kbd action="call.end" />}>
              {dialling ? <Trans>Give up</Trans> : guest || company ? <Trans>Leave</Trans> : <Trans>End</Trans>}
            </Button>
          </Tooltip>
        </div>
      </Popover.Target>
      <Popover.Dropdown><Keypad contactId={id} onClose={closeKeypad} /></Popover.Dropdown>
    </Popover>
  );
}

interface BarButtonProps extends Omit<ComponentProps<"button">, "color" | "style"> {
  icon: IconName;
  action: ActionId;
  on?: boolean;
}

/** Takes the rest of a button's properties too, so that a popover may hang on it. */
function BarButton({ icon, action, on, ...rest }: BarButtonProps) {
  return (
    <Button variant="default" {...rest} className={classes.button} data-on={on || undefined} aria-pressed={on}
      leftSection={<Icon name={icon} />} rightSection={<Kbd action={action} />} />
  );
}
