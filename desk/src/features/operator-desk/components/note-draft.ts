// The note is never lost: kept in this browser with every key, saved on the server shortly after, and again once the
// connection is back. A draft that never reached the server wins over the server's older one.
import { useCallback, useEffect, useRef, useState } from "react";

import { useLive } from "@/shared/live/store";

import { saveNote } from "../api/contact";

export type NoteState = "saved" | "saving" | "kept_here";

const quietMs = 500;
const keyOf = (contactId: string) => `orderline.note.${contactId}`;

export function useNoteDraft(contactId: string, fromServer: string) {
  const [text, setText] = useState(() => localStorage.getItem(keyOf(contactId)) ?? fromServer);
  const [state, setState] = useState<NoteState>("saved");
  const latest = useRef({ text, saved: fromServer });
  const connected = useLive((live) => live.connection === "up");

  const save = useCallback(
    async (keepalive = false) => {
      const sending = latest.current.text;
      if (sending === latest.current.saved) return;
      setState("saving");
      try {
        await saveNote(contactId, sending, keepalive);
        latest.current.saved = sending;
        if (latest.current.text === sending) {
          localStorage.removeItem(keyOf(contactId));
          setState("saved");
        }
      } catch {
        setState("kept_here");
      }
    },
    [contactId],
  );

  useEffect(() => {
    if (text === latest.current.saved) return;
    const timer = window.setTimeout(() => void save(), quietMs);
    return () => window.clearTimeout(timer);
  }, [text, save, connected]);

  useEffect(() => {
    const leaving = () => void save(true);
    window.addEventListener("pagehide", leaving);
    return () => window.removeEventListener("pagehide", leaving);
  }, [save]);

  const type = (next: string) => {
    latest.current.text = next;
    localStorage.setItem(keyOf(contactId), next);
    setText(next);
  };
  return { text, type, state };
}
