// Every action of the desk by name: components offer a handler while they can do it, the keyboard and the palette run it.
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";

import { defaultKeys, find, type ActionId, type KeyState } from "./keymap";

type Handler = () => void;

interface Actions {
  keys: Record<ActionId, string>;
  setKey(action: ActionId, key: string): void;
  resetKeys(): void;
  offer(action: ActionId, handler: Handler): () => void;
  run(action: ActionId): boolean;
  /** Actions that somebody can do right now. */
  available(): ActionId[];
}

const Context = createContext<Actions | null>(null);
const storageKey = "orderline.keys";

export function ActionsProvider({ singleKeys, children }: { singleKeys: boolean; children: ReactNode }) {
  const handlers = useRef(new Map<ActionId, Handler[]>());
  const [moved, setMoved] = useState<Partial<Record<ActionId, string>>>(readMoved);
  const keys = useMemo(() => ({ ...defaultKeys, ...moved }), [moved]);

  const offer = useCallback((action: ActionId, handler: Handler) => {
    const stack = handlers.current.get(action) ?? [];
    handlers.current.set(action, [...stack, handler]);
    return () => {
      const rest = (handlers.current.get(action) ?? []).filter((one) => one !== handler);
      if (rest.length > 0) handlers.current.set(action, rest);
      else handlers.current.delete(action);
    };
  }, []);

  const run = useCallback((action: ActionId) => {
    const top = handlers.current.get(action)?.at(-1);
    top?.();
    return top !== undefined;
  }, []);

  useKeyboard(keys, singleKeys, run);

  const value = useMemo<Actions>(() => {
    const save = (next: Partial<Record<ActionId, string>>) => {
      localStorage.setItem(storageKey, JSON.stringify(next));
      setMoved(next);
    };
    return {
      keys,
      setKey: (action, key) => save({ ...moved, [action]: key }),
      resetKeys: () => save({}),
      offer,
      run,
      available: () => [...handlers.current.keys()],
    };
  }, [keys, moved, offer, run]);

  return <Context.Provider value={value}>{children}</Context.Provider>;
}

function readMoved(): Partial<Record<ActionId, string>> {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? "{}") as Partial<Record<ActionId, string>>;
  } catch {
    return {};
  }
}

function useKeyboard(keys: Record<ActionId, string>, singleKeys: boolean, run: (action: ActionId) => boolean): void {
  const state = useRef<KeyState>({});
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.isComposing || event.repeat) return; // Chinese input builds words out of key presses
      const inField = isField(event.target);
      const found = find(keys, singleKeys, state.current, { ...strokeOf(event), inField }, Date.now());
      state.current = found.state;
      if (found.action && run(found.action)) event.preventDefault();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [keys, singleKeys, run]);
}

function strokeOf({ code, key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent) {
  return { code, key, ctrlKey, metaKey, altKey, shiftKey };
}

export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target.closest("[role=menu],[role=listbox]")) return true;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "range"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

export function useActions(): Actions {
  const actions = useContext(Context);
  if (!actions) throw new Error("useActions needs ActionsProvider");
  return actions;
}

/** Offers `handler` for `action` while the component stands and `can` is true. */
export function useAction(action: ActionId, handler: Handler, can = true): void {
  const { offer } = useActions();
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => (can ? offer(action, () => latest.current()) : undefined), [action, can, offer]);
}
