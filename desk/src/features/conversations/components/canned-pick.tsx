// The list over the composer while "/" and a key are typed: arrows move, Enter or Tab takes, Escape leaves.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type KeyboardEvent } from "react";

import { cannedKey, cannedQuery, fillCanned, type CannedAnswer } from "@/shared/api/canned";
import type { Conversation } from "@/shared/api/conversations";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";

import { fitting, slashed } from "../lib/canned";
import classes from "./canned.module.css";

interface Pick {
  open: boolean;
  items: CannedAnswer[];
  at: number;
  /** True: the key was for the list. */
  onKey: (event: KeyboardEvent) => boolean;
  take: (one: CannedAnswer) => void;
  missing: string[];
  error: Error | null;
}

/** `put` gets the whole text that stands in the field afterwards. */
export function useCannedPick(conversation: Conversation, text: string, off: boolean, put: (text: string) => void): Pick {
  const typed = off ? undefined : slashed(text);
  const { data } = useQuery({ ...cannedQuery, enabled: typed !== undefined });
  const [left, setLeft] = useState("");
  const [at, setAt] = useState(0);
  const cache = useQueryClient();
  const fill = useMutation({
    mutationFn: (one: CannedAnswer) => fillCanned(one, conversation.id),
    onSuccess: ({ text: filled }) => {
      put(filled);
      setAt(0);
      void cache.invalidateQueries({ queryKey: cannedKey });
    },
  });
  const items = typed === undefined ? [] : fitting(data?.items ?? [], typed, conversation.shop_id, conversation.language);
  const open = typed !== undefined && text !== left;
  const now = Math.min(at, Math.max(0, items.length - 1));
  const take = (one: CannedAnswer) => { if (!fill.isPending) fill.mutate(one); };
  const onKey = (event: KeyboardEvent): boolean => {
    if (!open || event.nativeEvent.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = items[now];
    if (step && items.length > 0) setAt((now + step + items.length) % items.length);
    else if (event.key === "Escape") setLeft(text);
    else if ((event.key === "Enter" || event.key === "Tab") && chosen) take(chosen);
    else return false;
    event.preventDefault();
    return true;
  };
  // Only what still stands in the field is still missing.
  const missing = (fill.data?.missing ?? []).filter((name) => text.includes(`{{${name}}}`));
  return { open, items, at: now, onKey, take, missing, error: fill.error };
}

export function CannedPick({ pick }: { pick: Pick }) {
  const { t } = useLingui();
  const names = pick.missing.join(", ");
  return (
    <>
      {pick.open && (
        <ul id="canned-list" className={classes.list} role="listbox" aria-label={t`Agreed answers`}>
          {pick.items.map((one, at) => (
            <li key={one.id} id={`canned-${one.id}`} role="option" aria-selected={at === pick.at} onMouseDown={(event) => { event.preventDefault(); pick.take(one); }}>
              <b>/{one.key}</b> <small>{one.language}</small> <span dir="auto">{one.text}</span>
            </li>
          ))}
          {pick.items.length === 0 && <li className={classes.none}><Trans>No agreed answer fits. They are proposed under Settings, Agreed answers.</Trans></li>}
        </ul>
      )}
      {pick.missing.length > 0 && <p className={classes.missing} role="status"><Icon name="warning" size={14} /> <Trans>Not known of this buyer: {names}. Fill it in before you send.</Trans></p>}
      <ProblemText error={pick.error} />
    </>
  );
}
