// A row of quick choices, each with its digit; arrows move, Enter takes.
import { useRef, type KeyboardEvent } from "react";

import classes from "./choices.module.css";
import { Key } from "./kbd";

export interface Choice {
  id: string;
  name: string;
  key?: string;
}

interface Props {
  label: string;
  items: Choice[];
  chosen?: string;
  onChoose: (id: string) => void;
  autoFocus?: boolean;
}

export function Choices({ label, items, chosen, onChoose, autoFocus }: Props) {
  const group = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const buttons = [...(group.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || at < 0) return;
    event.preventDefault();
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };
  return (
    <div ref={group} role="group" aria-label={label} className={classes.choices} onKeyDown={move}>
      {items.map((item, at) => (
        <button key={item.id} type="button" aria-pressed={chosen === undefined ? undefined : chosen === item.id}
          autoFocus={autoFocus && at === 0} data-autofocus={(autoFocus && at === 0) || undefined} onClick={() => onChoose(item.id)}>
          <span>{item.name}</span>
          {item.key && <Key name={item.key} />}
        </button>
      ))}
    </div>
  );
}
