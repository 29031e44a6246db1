// One conversation: who, its messages with a line for each day, what he types, and where she writes.
import { Button, Menu, Tooltip } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from "react";

import { olderMessages, reopenConversation, snoozeConversation, takeConversation, tellRead, threadQuery, type Conversation, type Thread as ThreadData } from "@/shared/api/conversations";
import { faxesQuery } from "@/shared/api/fax";
import { lettersQuery } from "@/shared/api/letters";
import { useAction } from "@/shared/lib/actions";
import { useCan, useMe } from "@/shared/lib/session";
import { dayAndTime } from "@/shared/lib/time-words";
import { useLive } from "@/shared/live/store";
import { Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";
import { Rating } from "@/shared/ui/rating";
import { Tag } from "@/shared/ui/tag";
import { Due, useNow } from "@/shared/ui/ticking";
import { channelKinds } from "@/shared/words/channels";
import { dispositions, languages } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import { change, useConversationStream, useTyping } from "../lib/stream";
import { byDay, snoozeEnds, toRead, withOlder } from "../lib/thread";
import { AskedInThread } from "./asked";
import { AsideButton, AskButton, useMentionsSeen, type Aside } from "./beside-thread";
import { BuyerSees } from "./buyer-sees";
import { CloseDialog } from "./close-dialog";
import { ByHandDialog } from "./by-hand";
import { Composer } from "./composer";
import classes from "./conversations.module.css";
import { FaxGuess } from "./fax-facts";
import { MessageRow } from "./message-row";
import { TransferChat } from "./transfer-chat";
import { useAct } from "./use-act";
import { chatStates } from "./words";

/** `sought`: the place of a message that was searched for. */
export function Thread({ id, sought, back, aside }: { id: string; sought?: number; back?: ReactNode; aside?: Aside }) {
  useConversationStream();
  const { data, error } = useQuery(threadQuery(id));
  const me = useMe();
  const works = useCan("desk.work");
  useMentionsSeen(id, data !== undefined);
  if (!data) return <section className={classes.thread}>{error ? <ProblemText error={error} /> : <Rows count={8} />}</section>;
  const { conversation } = data;
  const mine = conversation.assignee === me.person_id && conversation.state !== "closed";
  return (
    <section className={classes.thread} aria-label={nameOf(conversation)}>
      <Head conversation={conversation} mine={mine} works={works} back={back} aside={aside} />
      {mine && data.context && <BuyerSees context={data.context} />}
      <Messages thread={data} mine={mine} sought={sought} />
      <AskedInThread conversation={conversation} />
      <Said conversation={conversation} />
      {works && (mine || conversation.state !== "closed" ? <Foot conversation={conversation} mine={mine} /> : <Closed conversation={conversation} />)}
    </section>
  );
}

/** What the buyer said of it at its end. */
function Said({ conversation: { rating, rating_words: words } }: { conversation: Conversation }) {
  if (!rating) return null;
  return (
    <p className={classes.said}>
      <Rating value={rating} />
      <span>{words ? <q dir="auto">{words}</q> : <Trans>The buyer rated this conversation.</Trans>}</span>
    </p>
  );
}

export const nameOf = ({ buyer_name, buyer_contact, id }: Conversation): string => buyer_name || buyer_contact || `№ ${id.slice(-5)}`;

function Head({ conversation, mine, works, back, aside }: { conversation: Conversation; mine: boolean; works: boolean; back?: ReactNode; aside?: Aside }) {
  const { i18n } = useLingui();
  const { state, page } = conversation;
  const now = useNow();
  return (
    <header className={classes.head}>
      {back}
      <div className={classes.who}>
        <h2>{conversation.customer_id
          ? <Link to="/buyers/$buyerId" params={{ buyerId: conversation.customer_id }}>{nameOf(conversation)}</Link>
          : nameOf(conversation)}</h2>
        <div className={classes.facts}>
          {conversation.channel !== "webchat" && <span>{tell(i18n, channelKinds, conversation.channel)}</span>}
          <span>{tell(i18n, chatStates, state)}{state === "snoozed" && conversation.snoozed_until ? ` · ${dayAndTime(i18n.locale, now, conversation.snoozed_until)}` : ""}</span>
          {conversation.signed_buyer && <span className={classes.signed}><Icon name="check" size={12} /> <Trans>signed in at the shop</Trans></span>}
          {conversation.buyer_contact && conversation.buyer_name && <span>{conversation.buyer_contact}</span>}
          {conversation.topic && <Tag tone="plain">{conversation.topic}</Tag>}
          {conversation.language && <span>{tell(i18n, languages, conversation.language)}</span>}
          {/^https?:/.test(page) && <a href={page} target="_blank" rel="noreferrer">{page.replace(/^https?:\/\//, "")}</a>}
          {!mine && conversation.assignee_name && <span><Icon name="user" size={12} /> {conversation.assignee_name}</span>}
        </div>
      </div>
      {conversation.answer_due_at && <Due at={conversation.answer_due_at} from={conversation.last_buyer_at} />}
      {mine && works && <Acts conversation={conversation} />}
      {works && conversation.state !== "closed" && <AskButton conversation={conversation} />}
      {aside && <AsideButton aside={aside} />}
    </header>
  );
}

function Acts({ conversation }: { conversation: Conversation }) {
  const { t, i18n } = useLingui();
  const [asks, setAsks] = useState<"close" | "transfer" | "by_hand">();
  const [snooze, setSnooze] = useState(false);
  const act = useAct(conversation.id);
  const now = useNow();
  useAction("call.end", () => setAsks("close"));
  useAction("call.transfer", () => setAsks("transfer"));
  useAction("chat.snooze", () => setSnooze(true));
  const words = { hour: t`In an hour`, evening: t`This evening`, tomorrow: t`Tomorrow morning`, week: t`In a week` };
  return (
    <div className={classes.acts}>
      <Button size="xs" variant="default" leftSection={<Icon name="users" />} rightSection={<Kbd action="call.transfer" />} onClick={() => setAsks("transfer")}><Trans>Transfer</Trans></Button>
      <Menu opened={snooze} onChange={setSnooze} position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" loading={act.isPending} leftSection={<Icon name="snooze" />} rightSection={<Kbd action="chat.snooze" />}><Trans>Put off</Trans></Button>
        </Menu.Target>
        <Menu.Dropdown>
          {snooze && snoozeEnds(now).map(({ id, until }) => (
            <Menu.Item key={id} rightSection={<span className={classes.wait}>{dayAndTime(i18n.locale, now, until)}</span>}
              onClick={() => act.mutate(() => snoozeConversation(conversation, until))}>{words[id]}</Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button size="xs" variant="default" leftSection={<Icon name="check" />} rightSection={<Kbd action="call.end" />} onClick={() => setAsks("close")}><Trans>Close…</Trans></Button>
      <Tooltip label={t`Register by hand: a letter on paper, a comment on the site`}>
        <Button size="xs" variant="default" aria-label={t`Register by hand: a letter on paper, a comment on the site`} onClick={() => setAsks("by_hand")}><Icon name="note" /></Button>
      </Tooltip>
      <ProblemText error={act.error} />
      {asks === "by_hand" && <ByHandDialog conversation={conversation} onClose={() => setAsks(undefined)} />}
      {asks === "close" && <CloseDialog conversation={conversation} onClose={() => setAsks(undefined)} />}
      {asks === "transfer" && <TransferChat conversation={conversation} onClose={() => setAsks(undefined)} />}
    </div>
  );
}

function Messages({ thread, mine, sought }: { thread: ThreadData; mine: boolean; sought?: number }) {
  const { t, i18n } = useLingui();
  const { conversation, messages, more } = thread;
  const typing = useTyping(conversation.id);
  const list = useEnd(conversation.id, messages.at(-1)?.seq ?? 0, typing);
  useTellRead(thread, mine);
  const cache = useQueryClient();
  const older = useMutation({
    mutationFn: () => olderMessages(conversation.id, messages[0]?.seq ?? 0),
    onSuccess: (page) => change(cache, conversation.id, (now) => withOlder(now, page)),
  });
  useSought(list, sought, (messages[0]?.seq ?? 0) > (sought ?? 0) && more, older);
  const last = messages.filter(({ direction }) => direction === "out").at(-1)?.id;
  const name = nameOf(conversation);
  const letters = useLetters(thread);
  const { data: faxes } = useQuery({ ...faxesQuery(conversation.id, messages.at(-1)?.seq ?? 0), placeholderData: (before) => before });
  return (
    <>
      <div ref={list} className={classes.messages} role="log" aria-label={t`Messages`} tabIndex={0}>
        {more && <Button className={classes.older} size="xs" variant="default" loading={older.isPending} onClick={() => older.mutate()}><Trans>Earlier messages</Trans></Button>}
        <ProblemText error={older.error} />
        {faxes?.guess && <FaxGuess guess={faxes.guess} />}
        {byDay(messages).map(({ day, messages: ofDay }) => [
          <div key={day} className={classes.day}>{dayWords(i18n.locale, ofDay[0]?.at ?? 0)}</div>,
          ...ofDay.map((one) => <MessageRow key={one.id} message={one} letter={letters.get(one.id)} fax={faxes?.faxes.find((fax) => fax.message_id === one.id)} byHand={faxes?.by_hand.find((hand) => hand.message_id === one.id)} buyer={name} last={one.id === last} sought={one.seq === sought} conversationId={conversation.id} mine={mine} />),
        ])}
      </div>
      <div className={classes.typing} aria-live="polite">{typing && <Trans>{name} is writing…</Trans>}</div>
    </>
  );
}

/** By message; of other channels none. */
function useLetters({ conversation, messages }: ThreadData) {
  const { data } = useQuery({ ...lettersQuery(conversation.id, messages.at(-1)?.seq ?? 0), enabled: conversation.channel === "email", placeholderData: (before) => before });
  return new Map(data?.items.map((one) => [one.message_id, one]));
}

const dayWords = (locale: string, at: number) => new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" }).format(at);

/** Stays at the end when it was there, and on opening; who reads above is not moved. */
function useEnd(id: string, last: number, typing: boolean) {
  const list = useRef<HTMLDivElement>(null);
  const at = useRef({ id: "", end: true });
  useEffect(() => {
    const node = list.current;
    const note = () => { if (node) at.current.end = node.scrollHeight - node.scrollTop - node.clientHeight < 60; };
    node?.addEventListener("scroll", note);
    // The composer grows as she writes: the last words stay in sight.
    const size = new ResizeObserver(() => { if (node && at.current.end) node.scrollTop = node.scrollHeight; });
    if (node) size.observe(node);
    return () => {
      size.disconnect();
      node?.removeEventListener("scroll", note);
    };
  }, []);
  useLayoutEffect(() => {
    const node = list.current;
    if (node && (at.current.end || at.current.id !== id)) node.scrollTop = node.scrollHeight;
    at.current.id = id;
  }, [id, last, typing]);
  return list;
}

/** Earlier messages are asked for until the sought one is there; then it stands in the middle, once. */
function useSought(list: RefObject<HTMLDivElement | null>, sought: number | undefined, earlier: boolean, older: { mutate: () => void; isPending: boolean; isError: boolean }): void {
  const shown = useRef<number>(undefined);
  const { mutate, isPending, isError } = older;
  useEffect(() => {
    if (sought === undefined || shown.current === sought || isPending || isError) return;
    if (earlier) return mutate();
    shown.current = sought;
    list.current?.querySelector("[data-sought]")?.scrollIntoView({ block: "center" });
  }, [list, sought, earlier, mutate, isPending, isError]);
}

/** Read is what stands before her on a screen that is seen. */
function useTellRead(thread: ThreadData, mine: boolean): void {
  const seq = toRead(thread);
  const { id } = thread.conversation;
  const up = useLive((live) => live.connection === "up");
  const told = useRef(0);
  const cache = useQueryClient();
  useEffect(() => {
    const tellIt = () => {
      if (!mine || !up || seq === 0 || seq <= told.current || document.hidden) return;
      told.current = seq;
      void tellRead(id, seq).then(
        () => {
          change(cache, id, (now) => ({ ...now, conversation: { ...now.conversation, unread: 0 } }));
          void cache.invalidateQueries({ queryKey: ["conversations"] });
        },
        () => { told.current = 0; },
      );
    };
    tellIt();
    document.addEventListener("visibilitychange", tellIt);
    return () => document.removeEventListener("visibilitychange", tellIt);
  }, [cache, id, seq, mine, up]);
}

function Foot({ conversation, mine }: { conversation: Conversation; mine: boolean }) {
  return (
    <>
      {!mine && <Take conversation={conversation} />}
      <Composer key={conversation.id} conversation={conversation} mine={mine} />
    </>
  );
}

/** By hand, out of the line or from nobody; another's only for who sees all. */
function Take({ conversation }: { conversation: Conversation }) {
  const { t } = useLingui();
  const all = useCan("contacts.all");
  const act = useAct(conversation.id);
  const can = !conversation.assignee || all;
  const take = () => act.mutate(() => takeConversation(conversation));
  useAction("call.answer", take, can);
  const name = conversation.assignee_name;
  return (
    <div className={classes.foot}>
      {conversation.assignee ? <span><Trans>{name} answers here. You see it and may leave a note.</Trans></span> : <span><Trans>Nobody answers here yet.</Trans></span>}
      {can && <Tooltip label={t`It becomes yours`}><Button size="xs" loading={act.isPending} onClick={take} rightSection={<Kbd action="call.answer" />}><Trans>Take it</Trans></Button></Tooltip>}
      <ProblemText error={act.error} />
    </div>
  );
}

function Closed({ conversation }: { conversation: Conversation }) {
  const { i18n } = useLingui();
  const act = useAct(conversation.id);
  return (
    <div className={classes.foot}>
      <Tag tone="plain" icon="check">{conversation.disposition ? tell(i18n, dispositions, conversation.disposition) : tell(i18n, chatStates, "closed")}</Tag>
      <Button size="xs" variant="default" loading={act.isPending} onClick={() => act.mutate(() => reopenConversation(conversation))}><Trans>Open again</Trans></Button>
      <ProblemText error={act.error} />
    </div>
  );
}
