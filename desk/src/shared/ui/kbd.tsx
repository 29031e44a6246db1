// A key as it is printed on the keyboard, taken from the person's own map.
import { useActions } from "@/shared/lib/actions";
import type { ActionId } from "@/shared/lib/keymap";

import classes from "./kbd.module.css";

export function Key({ name }: { name: string }) {
  return <kbd className={classes.key}>{name}</kbd>;
}

export function Kbd({ action }: { action: ActionId }) {
  const { keys } = useActions();
  return <Key name={shortKey(keys[action])} />;
}

/** "Ctrl+E" is long on a button: the ⌃ sign is what the drawings use. */
export function shortKey(key: string): string {
  return key.replace("Ctrl+", "⌃").replace("Shift+", "⇧").replace("Alt+", "⌥").replace("Enter", "↵");
}
