// Where she writes: to the buyer, or a note that he never sees. Enter sends, Shift+Enter breaks the line, the draft stays.
import { ActionIcon, Checkbox, Textarea, Tooltip } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type ClipboardEvent, type DragEvent, type KeyboardEvent } from "react";

import { behind, cascadesQuery } from "@/shared/api/cascade";
import { ApiError } from "@/shared/api/client";
import { sendNote, sendReply, tellTyping, threadKey, type Conversation } from "@/shared/api/conversations";
import { useAction } from "@/shared/lib/actions";
import { Icon } from "@/shared/ui/icon";
import { Kbd, Key } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";
import { channelKinds } from "@/shared/words/channels";
import { tell } from "@/shared/words/tell";

import { useDraft } from "../lib/draft";
import { keepAnswer } from "../lib/stream";
import { WindowLine } from "./channel-lines";
import { AttachButton, UploadChips, useUploads } from "./attach";
import { CannedPick, useCannedPick } from "./canned-pick";
import { MentionPick, useMentionPick } from "./mention-pick";
import classes from "./conversations.module.css";

const typingEveryMs = 3000;

/** `mine`: only who has it writes to the buyer; notes are everybody's. */
export function Composer({ conversation, mine }: { conversation: Conversation; mine: boolean }) {
  const { t, i18n } = useLingui();
  const { draft, change, sent } = useDraft(conversation.id);
  const field = useRef<HTMLTextAreaElement>(null);
  const note = draft.note || !mine;
  const uploads = useUploads(conversation);
  const [arrive, setArrive] = useState(false);
  const send = useSend(conversation, (text) => {
    sent(text);
    if (!note) uploads.clear();
    setArrive(false);
  });
  const most = note ? 0 : conversation.files_most;
  const next = behind(useQuery(cascadesQuery).data?.items, conversation.shop_id, conversation.channel)[0];
  const mustArrive = arrive && !note && !!next && uploads.ready.length === 0;
  const mode = (next: boolean) => {
    change({ note: next });
    field.current?.focus();
  };
  useAction("contact.note", () => mode(true));
  useAction("chat.reply", () => mode(false), mine);
  const pick = useCannedPick(conversation, draft.text, note, (text) => change({ text }));
  const colleagues = useMentionPick(draft.text, note, (text) => change({ text }));
  const { typing, over } = useTellTyping(conversation.id);
  const go = () => {
    const text = draft.text.trim();
    const files = note ? [] : uploads.ready;
    if ((!text && files.length === 0) || send.isPending || (!note && uploads.busy)) return;
    over();
    send.mutate({ text: draft.text, note, clientId: draft.clientId, files, mentions: note ? colleagues.named(draft.text) : [], mustArrive });
  };
  const keys = (event: KeyboardEvent) => {
    if (pick.onKey(event) || colleagues.onKey(event)) return;
    if (event.key === "Escape") field.current?.blur();
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    go();
  };
  const take = (files: FileList | null, event: ClipboardEvent | DragEvent) => {
    if (most === 0 || !files || files.length === 0) return;
    event.preventDefault();
    uploads.add([...files]);
  };
  const label = note ? t`Note, seen only by colleagues` : t`Message to the buyer`;
  return (
    <section className={classes.composer} data-note={note || undefined} aria-label={t`Write`} onDragOver={(event) => { if (most > 0) event.preventDefault(); }} onDrop={(event) => take(event.dataTransfer.files, event)} onPaste={(event) => take(event.clipboardData.files, event)}>
      <div className={classes.modes}>
        {mine && <button type="button" className={classes.mode} aria-pressed={!note} onClick={() => mode(false)}><Trans>To the buyer</Trans> <Kbd action="chat.reply" /></button>}
        <button type="button" className={classes.mode} aria-pressed={note} onClick={() => mode(true)}><Icon name="note" size={13} /> <Trans>Note</Trans> <Kbd action="contact.note" /></button>
        <span><Key name="↵" /> <Trans>sends</Trans> · <Key name="⇧↵" /> <Trans>new line</Trans>{note ? <> · <Key name="@" /> <Trans>a colleague hears of it</Trans></> : <> · <Key name="/" /> <Trans>agreed answers</Trans></>}</span>
      </div>
      {!note && <WindowLine conversation={conversation} />}
      <CannedPick pick={pick} />
      <MentionPick pick={colleagues} />
      {!note && <UploadChips uploads={uploads} />}
      {!note && next && uploads.ready.length === 0 && <Checkbox size="xs" checked={arrive} onChange={(event) => setArrive(event.currentTarget.checked)} label={t`Must arrive: else by ${tell(i18n, channelKinds, next.channel)}`} />}
      <div className={classes.write}>
        <Textarea ref={field} role={pick.open ? "combobox" : undefined} aria-expanded={pick.open || undefined} aria-controls={pick.open ? "canned-list" : undefined} aria-activedescendant={pick.open && pick.items[pick.at] ? `canned-${pick.items[pick.at]?.id}` : undefined} autosize minRows={2} maxRows={8} maxLength={4000} dir="auto" aria-label={label} placeholder={label} value={draft.text} onKeyDown={keys}
          onChange={(event) => {
            change({ text: event.currentTarget.value });
            if (!note) typing();
          }} />
        {most > 0 && <AttachButton uploads={uploads} most={most} together={conversation.files_together_most} />}
        <Tooltip label={t`Send`}>
          <ActionIcon size={36} variant="filled" color="teal" aria-label={t`Send`} disabled={(draft.text.trim() === "" && (note || uploads.ready.length === 0)) || (!note && uploads.busy)} loading={send.isPending} onClick={go}><Icon name="send" size={18} /></ActionIcon>
        </Tooltip>
      </div>
      <ProblemText error={send.error} />
    </section>
  );
}

interface Words {
  files: string[];
  /** Of a note: who hears of it. */
  mentions: string[];
  text: string;
  note: boolean;
  clientId: string;
  /** By the shop's cascade when it does not. */
  mustArrive: boolean;
}

/** The field is emptied when the server has it, not before: what failed still stands there, to be sent with the same key. */
function useSend(conversation: Conversation, sent: (text: string) => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ text, note, clientId, files, mentions, mustArrive }: Words) => (note ? sendNote(conversation, text.trim(), clientId, mentions) : sendReply(conversation, text.trim(), clientId, files, mustArrive)),
    onSuccess: (answer, { text }) => {
      keepAnswer(cache, answer);
      sent(text);
    },
    onError: (error) => {
      if (error instanceof ApiError && error.status === 409) void cache.invalidateQueries({ queryKey: threadKey(conversation.id) });
    },
  });
}

/** At most every few seconds; what is sent ends it, so the next word is told at once. */
function useTellTyping(id: string): { typing: () => void; over: () => void } {
  const told = useRef(0);
  const typing = () => {
    const now = Date.now();
    if (now - told.current < typingEveryMs) return;
    told.current = now;
    void tellTyping(id, true).catch(() => undefined);
  };
  return { typing, over: () => { told.current = 0; } };
}
