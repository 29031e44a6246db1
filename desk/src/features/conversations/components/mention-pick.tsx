// The list over a note while "@" and a name are typed: arrows move, Enter or Tab takes, Escape leaves.
import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState, type KeyboardEvent } from "react";

import { askableQuery } from "@/shared/api/asked";
import { useCan } from "@/shared/lib/session";

import { fitting, mentioned, mentioning, withMention, type Person } from "../lib/mention";
import classes from "./canned.module.css";

interface Pick {
  open: boolean;
  items: Person[];
  at: number;
  onKey: (event: KeyboardEvent) => boolean;
  take: (one: Person) => void;
  /** Whom the text names. */
  named: (text: string) => string[];
}

/** `on`: in a note alone. */
export function useMentionPick(text: string, on: boolean, put: (text: string) => void): Pick {
  const may = useCan("promises.view");
  const { data } = useQuery({ ...askableQuery, enabled: on && may });
  const [left, setLeft] = useState("");
  const [at, setAt] = useState(0);
  const typed = on ? mentioning(text) : undefined;
  const people = data?.people ?? [];
  const items = typed === undefined ? [] : fitting(people, typed);
  const open = items.length > 0 && text !== left;
  const now = Math.min(at, Math.max(0, items.length - 1));
  const take = (one: Person) => { put(withMention(text, one)); setAt(0); };
  const onKey = (event: KeyboardEvent): boolean => {
    if (!open || event.nativeEvent.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = items[now];
    if (step) setAt((now + step + items.length) % items.length);
    else if (event.key === "Escape") setLeft(text);
    else if ((event.key === "Enter" || event.key === "Tab") && chosen) take(chosen);
    else return false;
    event.preventDefault();
    return true;
  };
  return { open, items, at: now, onKey, take, named: (words) => mentioned(words, people) };
}

export function MentionPick({ pick }: { pick: Pick }) {
  const { t } = useLingui();
  if (!pick.open) return null;
  return (
    <ul id="mention-list" className={classes.list} role="listbox" aria-label={t`Colleagues`}>
      {pick.items.map((one, at) => (
        <li key={one.person_id} id={`mention-${one.person_id}`} role="option" aria-selected={at === pick.at} onMouseDown={(event) => { event.preventDefault(); pick.take(one); }}>
          <b>@{one.name}</b>
        </li>
      ))}
    </ul>
  );
}
