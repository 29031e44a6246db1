// TALK: ringing, talking and wrap-up share one place, so that nothing moves under the hand.
import type { ContactCard } from "@/shared/api/types";
import { BookTime } from "@/shared/ui/book-time";

import { CallBar } from "./call-bar";
import { Idle } from "./idle";
import { Note } from "./note";
import classes from "./operator-desk.module.css";
import type { Slots } from "./operator-desk";
import { OrderTabs } from "./order-tabs";
import { PromiseMaker } from "./promise-maker";
import { RingingCard } from "./ringing-card";
import { WhoIsIt } from "./who-is-it";
import { WrapUpPanel } from "./wrap-up-panel";

export function TalkColumn({ contact, slots }: { contact: ContactCard | null; slots: Slots }) {
  const head = slots.chats?.head;
  if (slots.chats?.thread) return <div className={classes.talk}>{head}<div className={classes.chat}>{slots.chats.thread}</div></div>;
  if (!contact || contact.state === "done") return <div className={classes.talk}>{head}<Idle /></div>;
  if (contact.state === "offered") {
    return <div className={classes.talk}>{head}<RingingCard contact={contact} /></div>;
  }
  return (
    <div className={classes.talk} key={`${contact.contact_id}${contact.talk?.role === "colleague" ? "guest" : ""}`}>
      {head}
      <InHand contact={contact} slots={slots} />
    </div>
  );
}

function InHand({ contact, slots }: { contact: ContactCard; slots: Slots }) {
  const wrapUp = contact.state === "wrap_up";
  // A colleague who is asked sees everything; who the buyer is and the note stay with the operator.
  const guest = contact.talk?.role === "colleague";
  const draft = Note.useDraft(contact);
  return (
    <>
      {wrapUp ? <WrapUpPanel contact={contact} note={draft.text} onDone={draft.drop} /> : <CallBar contact={contact} call={slots.call} />}
      {contact.voicemail_recording_id && slots.player(contact.voicemail_recording_id)}
      {!guest && <WhoIsIt contact={contact} />}
      <OrderTabs contact={contact} slots={slots} />
      {!guest && <Note.Editor draft={draft} />}
      <PromiseMaker contact={contact} />
      {!guest && <BookTime shop={contact.shop_id} queue={contact.queue_id} whom={{ contact_id: contact.contact_id }} />}
    </>
  );
}
