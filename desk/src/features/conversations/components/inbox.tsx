// The inbox: everything written, with the clock of its answer; the thread stands beside the list. J and K move, Enter opens.
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

import { conversationsQuery, type Conversation, type InboxView } from "@/shared/api/conversations";
import { useCan } from "@/shared/lib/session";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { useRowKeys } from "@/shared/ui/row-list";
import { SignedWords, unsigned } from "@/shared/ui/signed-words";
import { Ago, Due } from "@/shared/ui/ticking";
import { tell } from "@/shared/words/tell";

import { pick } from "../lib/bulk";
import { searchable } from "../lib/found";
import { gather } from "../lib/gather";
import { BulkBar } from "./bulk-bar";
import classes from "./conversations.module.css";
import { Found } from "./found";
import { MyDay } from "./my-day";
import { nameOf, Thread } from "./thread";
import { chatStates } from "./words";

interface Props {
  conversationId?: string;
  /** Who writes, from the feature of buyers. */
  buyer: (conversationId: string) => ReactNode;
}

/** Narrower, the buyer is asked for by a key and lies over the list. */
const roomForBuyer = 1280;

export function Inbox({ conversationId, buyer }: Props) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [aside, setAside] = useState(() => window.innerWidth >= roomForBuyer);
  const [sought, setSought] = useState<{ id: string; seq: number }>(); // a found message: the thread opens there
  const open = (id?: string, seq?: number) => {
    setSought(id && seq ? { id, seq } : undefined);
    void navigate({ to: "/inbox/{-$conversationId}", params: { conversationId: id } });
  };
  return (
    <div className={classes.inbox} data-open={conversationId ? true : undefined} data-buyer={(conversationId && aside) || undefined}>
      <List chosen={conversationId} onOpen={open} />
      <div className={classes.beside}>
        {conversationId
          ? <Thread key={conversationId} id={conversationId} sought={sought?.id === conversationId ? sought.seq : undefined} aside={{ open: aside, toggle: () => setAside(!aside) }} back={<Button className={classes.onlyPhone} size="xs" variant="default" aria-label={t`Back to the list`} onClick={() => open()}><Icon name="left" /></Button>} />
          : <Nobody />}
      </div>
      {conversationId && aside && <aside className={classes.buyer} aria-label={t`Buyer`}>{buyer(conversationId)}</aside>}
    </div>
  );
}

/** No thread is chosen: who works here sees how she is doing. */
function Nobody() {
  const { t } = useLingui();
  const works = useCan("desk.work");
  return (
    <div className={classes.nobody}>
      <Empty icon="inbox" title={t`Choose a conversation`}><Trans>J and K move through the list, Enter opens the thread here.</Trans></Empty>
      {works && <MyDay />}
    </div>
  );
}

function List({ chosen, onOpen }: { chosen?: string; onOpen: (id: string, seq?: number) => void }) {
  const { t } = useLingui();
  const all = useCan("contacts.all");
  const works = useCan("desk.work");
  const [view, setView] = useState<InboxView>(works ? "mine" : "all");
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const query = useInfiniteQuery(conversationsQuery(view, q));
  const counts = query.data?.pages[0]?.counts;
  const counted = (word: string, count?: number) => (count ? `${word} ${count}` : word);
  return (
    <section className={classes.list} aria-label={t`Conversations`}>
      <header className={classes.listHead}>
        <h1><Trans>Inbox</Trans></h1>
        <SegmentedControl size="xs" fullWidth aria-label={t`What is shown`} value={view} onChange={(next) => setView(next as InboxView)}
          data={[
            { value: "mine", label: counted(t`Mine`, counts?.mine) }, { value: "waiting", label: counted(t`Waiting`, counts?.waiting) },
            ...(all ? [{ value: "all", label: t`All` }] : []), { value: "closed", label: t`Finished` },
          ]} />
        <TextInput size="xs" leftSection={<Icon name="search" />} aria-label={t`Find by name, number or words`} placeholder={t`Name, number or words`} maxLength={200}
          value={typed} onChange={(event) => setTyped(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === "Escape") event.currentTarget.blur(); }} />
      </header>
      <div className={classes.results}>
        <ProblemText error={query.error} />
        {query.isPending && <Rows count={8} />}
        {query.data && <Items key={`${view} ${q}`} view={view} items={query.data.pages.flatMap((page) => page.items)} opened={chosen} onOpen={onOpen}
          more={query.hasNextPage ? () => query.fetchNextPage().then(({ data }) => idsOf(data?.pages.flatMap((page) => page.items) ?? [])) : undefined} filtered={q !== ""} />}
        {searchable(q) && <Found key={q} q={q} onOpen={onOpen} />}
      </div>
    </section>
  );
}

const idsOf = (items: readonly Conversation[]) => items.map(({ id }) => id);

interface ItemsProps {
  view: InboxView;
  items: Conversation[];
  opened?: string;
  onOpen: (id: string) => void;
  /** Fetches the next page; gives all ids in their order. */
  more?: () => Promise<string[]>;
  filtered: boolean;
}

/** Rows change in place; who is new gathers under a count until asked for. */
function Items({ view, items, opened, onOpen, more, filtered }: ItemsProps) {
  const rows = useRowKeys<HTMLUListElement>();
  const works = useCan("desk.work");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string>(undefined);
  const [shown, setShown] = useState(() => idsOf(items));
  const { rows: list, fresh } = gather(shown, items);
  if (shown.length === 0 && fresh > 0) setShown(idsOf(items)); // nothing that could jump
  const choose = (id: string, shift: boolean) => {
    setChosen(pick(chosen, list.map((one) => one.id), id, last.current, shift));
    last.current = id;
  };
  /** X chooses the row in focus, with Shift all from the last one; the letter has no other meaning here. */
  const keys = (event: KeyboardEvent) => {
    const id = event.target instanceof HTMLElement ? event.target.dataset.row : undefined;
    if (event.code === "KeyX" && works && id && !event.ctrlKey && !event.metaKey && !event.altKey) {
      choose(id, event.shiftKey);
      event.preventDefault();
      event.nativeEvent.stopPropagation();
      return;
    }
    if (event.key === "Escape" && chosen.size > 0) setChosen(new Set());
    rows.onKeyDown(event);
  };
  if (items.length === 0) return <Nothing view={view} filtered={filtered} />;
  return (
    <>
      {fresh > 0 && <button type="button" className={classes.fresh} onClick={() => setShown(idsOf(items))}><Plural value={fresh} one="# new" other="# new" /></button>}
      <ul ref={rows.ref} onKeyDown={keys} className={classes.rows} data-choosing={chosen.size > 0 || undefined}>
        {list.map((one) => <Row key={one.id} conversation={one} open={one.id === opened} onOpen={onOpen} picked={works ? chosen.has(one.id) : undefined} onPick={(shift) => choose(one.id, shift)} />)}
        {more && <li className={classes.none}><Button size="xs" variant="default" onClick={() => void more().then(setShown)}><Trans>Show more</Trans></Button></li>}
      </ul>
      <BulkBar chosen={list.filter(({ id }) => chosen.has(id))} onClear={() => setChosen(new Set())} />
    </>
  );
}

interface RowProps {
  conversation: Conversation;
  open: boolean;
  onOpen: (id: string) => void;
  /** Undefined: she may not act on it. */
  picked?: boolean;
  onPick: (shift: boolean) => void;
}

function Row({ conversation, open, onOpen, picked, onPick }: RowProps) {
  const { t, i18n } = useLingui();
  const { unread, answer_due_at, last_buyer_at, last_at } = conversation;
  const name = nameOf(conversation);
  return (
    <li className={classes.pickable} data-picked={picked || undefined}>
      {picked !== undefined && <input type="checkbox" className={classes.pick} tabIndex={-1} checked={picked} aria-label={t`Choose ${name}`} onChange={() => undefined} onClick={(event) => onPick(event.shiftKey)} />}
      <button type="button" data-row={conversation.id} className={classes.row} aria-current={open} onClick={() => onOpen(conversation.id)}>
        <span className={classes.name} title={nameOf(conversation)}>{nameOf(conversation)}</span>
        <span className={classes.side}>{answer_due_at ? <Due at={answer_due_at} from={last_buyer_at} /> : <Ago at={last_at} />}</span>
        <span className={classes.preview} data-unread={unread > 0 || undefined} title={unsigned(conversation.preview)}>{conversation.last_from === "shop" && <Icon name="back" size={12} />} <SignedWords text={conversation.preview || "…"} size={12} /></span>
        <span className={classes.side}>{unread > 0 && <span className={classes.count} aria-label={t`${unread} unread`}>{unread}</span>}</span>
        <span className={classes.under}>
          <span>{tell(i18n, chatStates, conversation.state)}</span>
          {conversation.topic && <span className={classes.topic}>{conversation.topic}</span>}
          {conversation.assignee_name && <span>{conversation.assignee_name}</span>}
        </span>
      </button>
    </li>
  );
}

function Nothing({ view, filtered }: { view: InboxView; filtered: boolean }) {
  const { t } = useLingui();
  if (filtered) return <p className={classes.none}><Trans>No name or number fits here. Take a shorter part of it.</Trans></p>;
  const titles = { mine: t`Nothing is in your hands`, waiting: t`Nobody waits`, all: t`No conversation yet`, closed: t`Nothing is finished yet` };
  return (
    <Empty icon="inbox" title={titles[view]}>
      {view === "mine" ? <Trans>When you are ready, chats are offered to you at the desk. Those that wait stand under Waiting.</Trans> : <Trans>What buyers write on the shop's page comes here.</Trans>}
    </Empty>
  );
}
