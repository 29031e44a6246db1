// Her chats beside the call, as tabs over the talk: what is unread, and how long each waits for her.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { mineQuery, type Conversation } from "@/shared/api/conversations";
import { useAction } from "@/shared/lib/actions";
import { useCan } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { Due, Since } from "@/shared/ui/ticking";

import { nextOf } from "../lib/thread";
import classes from "./conversations.module.css";
import { nameOf } from "./thread";

/** Live ones that she works at: what was put off waits in the inbox. */
export function useMyChats(): Conversation[] {
  const may = useCan("contacts.view");
  const works = useCan("desk.work");
  const { data } = useQuery({ ...mineQuery, enabled: may && works });
  return (data?.items ?? []).filter(({ state }) => state !== "closed" && state !== "snoozed");
}

interface Props {
  chats: readonly Conversation[];
  /** A call stands beside them, under this name. */
  call?: string;
  /** A chat's id, or "call". */
  chosen?: string;
  onChoose: (id: string) => void;
}

export function ChatTabs({ chats, call, chosen, onChoose }: Props) {
  const { t } = useLingui();
  const ids = [...(call ? ["call"] : []), ...chats.map(({ id }) => id)];
  const next = () => {
    const id = nextOf(ids, chosen);
    if (id) onChoose(id);
  };
  useAction("chat.next", next, ids.length > 1);
  if (chats.length === 0) return null;
  return (
    <div className={classes.tabs} role="tablist" aria-label={t`In hand`}>
      {call && <Tab id="call" name={call} icon="phone" chosen={chosen === "call"} onChoose={onChoose} />}
      {chats.map((chat) => (
        <Tab key={chat.id} id={chat.id} name={nameOf(chat)} icon="chat" unread={chat.unread} chosen={chosen === chat.id} onChoose={onChoose}>
          {chat.state === "waiting_us" && <span className={classes.wait}>{chat.answer_due_at ? <Due at={chat.answer_due_at} from={chat.last_buyer_at} /> : <Since since={chat.last_buyer_at} />}</span>}
        </Tab>
      ))}
    </div>
  );
}

interface TabProps {
  id: string;
  name: string;
  icon: "phone" | "chat";
  unread?: number;
  chosen: boolean;
  onChoose: (id: string) => void;
  children?: React.ReactNode;
}

function Tab({ id, name, icon, unread = 0, chosen, onChoose, children }: TabProps) {
  const { t } = useLingui();
  return (
    <button type="button" role="tab" aria-selected={chosen} className={classes.tab} onClick={() => onChoose(id)} title={name}>
      <Icon name={icon} /><span>{name}</span>
      {unread > 0 && <span className={classes.count} aria-label={t`${unread} unread`}>{unread}</span>}
      {children}
    </button>
  );
}

/** The same chats in the line's column, under what she has now. */
export function LineChats({ chats, classes: line, onChoose }: { chats: readonly Conversation[]; classes: Record<string, string>; onChoose: (id: string) => void }) {
  if (chats.length === 0) return null;
  const count = chats.length;
  return (
    <section className={line.group}>
      <h3><Trans>Chats</Trans> <span>{count}</span></h3>
      <ul className={line.list}>
        {chats.map((chat) => (
          <li key={chat.id}>
            <button type="button" className={line.item} onClick={() => onChoose(chat.id)}>
              <Icon name="chat" />
              <span className={line.itemName}>{nameOf(chat)}</span>
              <span className={line.side}>{chat.answer_due_at ? <Due at={chat.answer_due_at} from={chat.last_buyer_at} /> : <Since since={chat.last_at} />}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
