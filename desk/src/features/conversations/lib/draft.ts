// What she is writing to a buyer, kept in this browser with every key until the server has it. The name of the message is
// kept with it: sent again after a lost answer, it is still one message.
import { useState } from "react";

import { replyKey } from "@/shared/lib/kept-notes";

export interface Draft {
  text: string;
  note: boolean;
  clientId: string;
}

const fresh = (): Draft => ({ text: "", note: false, clientId: crypto.randomUUID() });

export function readDraft(id: string): Draft {
  try {
    const kept = JSON.parse(localStorage.getItem(replyKey(id)) ?? "null") as Partial<Draft> | null;
    return kept && typeof kept.text === "string" && typeof kept.clientId === "string" ? { ...fresh(), ...kept } : fresh();
  } catch {
    return fresh();
  }
}

export function keepDraft(id: string, draft: Draft): void {
  if (draft.text.trim() === "") localStorage.removeItem(replyKey(id));
  else localStorage.setItem(replyKey(id), JSON.stringify(draft));
}

export function useDraft(id: string) {
  const [draft, setDraft] = useState(() => readDraft(id));
  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    keepDraft(id, next);
    setDraft(next);
  };
  /** The words have arrived: the next ones are another message. What was typed meanwhile stays. */
  const sent = (text: string) => setDraft((now) => {
    const next = { ...fresh(), text: now.text.startsWith(text) ? now.text.slice(text.length) : now.text };
    keepDraft(id, next);
    return next;
  });
  return { draft, change, sent };
}
