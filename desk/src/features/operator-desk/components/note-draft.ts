// The note of the contact in hand, for React: one keeper for each contact, told of the server's cards and of a connection back.
import { useEffect, useState, useSyncExternalStore } from "react";

import { saveNote } from "@/shared/lib/kept-notes";
import { useLive } from "@/shared/live/store";

import { currentContact } from "../api/contact";
import { NoteKeeper } from "../lib/note-keeper";

export function useNoteDraft(contactId: string, fromServer: string) {
  const [keeper] = useState(() => new NoteKeeper(contactId, fromServer, {
    load: () => currentContact().then(({ contact }) => (contact?.contact_id === contactId ? contact.note_draft : undefined)),
    save: (text, keepalive) => saveNote(contactId, text, keepalive),
  }));
  const { text, state } = useSyncExternalStore(keeper.subscribe, keeper.snapshot);
  const connected = useLive((live) => live.connection === "up");
  useEffect(() => keeper.start(), [keeper]);
  useEffect(() => { if (connected) keeper.again(); }, [keeper, connected]);
  useEffect(() => keeper.told(fromServer), [keeper, fromServer]);
  return { text, state, type: (next: string) => keeper.type(next), look: () => void keeper.look(), drop: () => keeper.drop() };
}
