// One message: whose, what, when, and for ours how far it got. Text stands as text.
import { useLingui } from "@lingui/react/macro";

import type { ChatMessage } from "@/shared/api/conversations";
import type { ByHand, Fax } from "@/shared/api/fax";
import type { LetterView } from "@/shared/api/letters";
import { clockTime, fullTime } from "@/shared/lib/time-words";
import { Icon, type IconName } from "@/shared/ui/icon";
import { SignedWords } from "@/shared/ui/signed-words";
import { channelKinds } from "@/shared/words/channels";
import { tellCode } from "@/shared/words/problems";
import { tell } from "@/shared/words/tell";

import classes from "./conversations.module.css";
import { TroubleLine } from "./channel-lines";
import { ByHandFacts, FaxFacts } from "./fax-facts";
import { MessageFiles } from "./files";
import { LetterFoot, LetterHead } from "./letter-facts";
import { messageMarks, messageStates, systemLines } from "./words";

const marks: Record<ChatMessage["state"], IconName> = {
  received: "check", queued: "clock", sending: "clock", sent: "check", delivered: "ticks", read: "ticks", failed: "warning", perhaps_sent: "question",
};

/** `last`: the newest of ours says its state in words; the others on hover. */
interface Props {
  message: ChatMessage;
  letter?: LetterView;
  fax?: Fax;
  byHand?: ByHand;
  buyer: string;
  last: boolean;
  conversationId: string;
  mine: boolean;
  sought?: boolean;
}

export function MessageRow({ message, letter, fax, byHand, buyer, last, conversationId, mine, sought }: Props) {
  const { t, i18n } = useLingui();
  const time = clockTime(i18n.locale, message.at);
  if (message.direction === "system") {
    const line = systemLines[message.text];
    const words = line && { ...line, values: { name: message.author_name || "—" } };
    const reaction = message.text.startsWith("buyer_reacted ") ? message.text.slice(14) : "";
    const [what, from, to] = message.text.split(" ");
    const call = what === "call_booked" ? `${fullTime(i18n.locale, Number(from))}–${clockTime(i18n.locale, Number(to))}` : "";
    const channel = what === "cascaded" && from ? tell(i18n, channelKinds, from) : "";
    const told = channel ? t`Not delivered here; sent by the next channel: ${channel}` : call ? t`The buyer booked a call: ${call}` : words ? i18n._(words) : reaction ? t`The buyer reacted: ${reaction}` : message.text;
    return <div className={classes.system}>{told} · <time title={fullTime(i18n.locale, message.at)}>{time}</time></div>;
  }
  const ours = message.direction === "out";
  const state = i18n._(messageStates[message.state]);
  const mark = message.direction === "in" ? messageMarks[message.error_code] : undefined;
  const bad = ours && (message.state === "failed" || message.state === "perhaps_sent");
  return (
    <div className={classes.message} data-direction={message.direction} data-sought={sought || undefined}>
      {letter && <LetterHead letter={letter} />}
      {byHand && <ByHandFacts byHand={byHand} />}
      {fax && <FaxFacts fax={fax} />}
      {message.text !== "" && !(fax && message.text.startsWith("📠")) && <div className={classes.text} dir="auto"><SignedWords text={message.text} /></div>}
      <MessageFiles files={message.files} />
      {letter && <LetterFoot letter={letter} hasFiles={message.files.length > 0} />}
      <div className={classes.meta} data-bad={bad || undefined}>
        {message.direction === "note" && <Icon name="note" size={13} />}
        <span>{message.direction === "in" ? buyer : message.author_name}</span>
        <time dateTime={new Date(message.at).toISOString()} title={fullTime(i18n.locale, message.at)}>{time}</time>
        {ours && <span title={state}><Icon name={marks[message.state]} size={14} /></span>}
        {ours && <span className={last || bad ? undefined : "ol-hidden"}>{state}</span>}
        {mark && <span>· {i18n._(mark)}</span>}
        {bad && message.error_code && !message.trouble && <span>: {tellCode(i18n, message.error_code)}</span>}
      </div>
      {ours && <TroubleLine message={message} conversationId={conversationId} mine={mine} />}
    </div>
  );
}
