// What stands in a thread's head besides what moves it: a question to a colleague, the buyer's column; and notes that are seen.
import { Button, Tooltip } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { mentionsKey, mentionsQuery, tellMentionsSeen } from "@/shared/api/asked";
import type { Conversation } from "@/shared/api/conversations";
import { useAction, useActions } from "@/shared/lib/actions";
import { useCan } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { Kbd, shortKey } from "@/shared/ui/kbd";

import { AskDialog } from "./asked";

/** The buyer's column beside the thread, where it can be shut. */
export interface Aside {
  open: boolean;
  toggle: () => void;
}

/** Notes of it that name her are seen when it stands open. */
export function useMentionsSeen(id: string, here: boolean): void {
  const cache = useQueryClient();
  const { data } = useQuery(mentionsQuery);
  const fresh = here && data?.items.some(({ conversation, seen_at }) => conversation.id === id && !seen_at) === true;
  useEffect(() => {
    if (fresh) void tellMentionsSeen(id).then(() => cache.invalidateQueries({ queryKey: mentionsKey }), () => undefined);
  }, [cache, id, fresh]);
}

/** A colleague or a department, by whoever works at it. */
export function AskButton({ conversation }: { conversation: Conversation }) {
  const { t } = useLingui();
  const may = useCan("promises.edit");
  const { keys } = useActions();
  const [open, setOpen] = useState(false);
  useAction("chat.ask", () => setOpen(true), may);
  if (!may) return null;
  const label = t`Ask a colleague`;  // its name holds the key that stands on it (WCAG 2.5.3)
  return (
    <>
      <Tooltip label={label}>
        <Button size="xs" variant="default" aria-label={`${label} ${shortKey(keys["chat.ask"])}`} onClick={() => setOpen(true)} rightSection={<Kbd action="chat.ask" />}><Icon name="question" /></Button>
      </Tooltip>
      {open && <AskDialog conversation={conversation} onClose={() => setOpen(false)} />}
    </>
  );
}

export function AsideButton({ aside: { open, toggle } }: { aside: Aside }) {
  const { t } = useLingui();
  const { keys } = useActions();
  useAction("chat.buyer", toggle);
  const label = open ? t`Hide the buyer` : t`Show the buyer`;
  return (
    <Tooltip label={label}>
      <Button size="xs" variant={open ? "light" : "default"} aria-label={`${label} ${shortKey(keys["chat.buyer"])}`} aria-expanded={open} onClick={toggle} rightSection={<Kbd action="chat.buyer" />}><Icon name="user" /></Button>
    </Tooltip>
  );
}
