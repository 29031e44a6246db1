// A text field that offers what fits: arrows choose, Enter takes, Esc closes the list, anything else typed is kept as it is.
import { TextInput, type TextInputProps } from "@mantine/core";
import { useId, useState, type KeyboardEvent } from "react";

import classes from "./suggest.module.css";

export interface Suggestion {
  id: string;
  name: string;
  hint?: string;
}

interface Props extends Omit<TextInputProps, "onChange" | "value"> {
  value: string;
  items: Suggestion[];
  listLabel: string;
  onType: (text: string) => void;
  onTake: (id: string) => void;
}

export function Suggest({ value, items, listLabel, onType, onTake, ...field }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const shown = open && items.length > 0;
  const chosen = Math.min(at, items.length - 1);
  const close = () => {
    setOpen(false);
    setAt(-1);
  };
  const take = (item: Suggestion) => {
    close();
    onTake(item.id);
  };
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && items.length > 0) {
      setOpen(true);
      setAt(shown ? (chosen + step + items.length) % items.length : step > 0 ? 0 : items.length - 1);
    } else if (event.key === "Enter" && shown && items[chosen]) take(items[chosen]);
    else if (event.key === "Escape" && shown) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={classes.box} onBlur={close}>
      <TextInput {...field} value={value} role="combobox" autoComplete="off" aria-autocomplete="list" aria-expanded={shown}
        aria-controls={shown ? `${id}-list` : undefined} aria-activedescendant={shown && chosen >= 0 ? `${id}-${chosen}` : undefined}
        onKeyDown={keys}
        onChange={(event) => { onType(event.currentTarget.value); setOpen(true); setAt(-1); }} />
      {shown && (
        <ul id={`${id}-list`} role="listbox" aria-label={listLabel} className={classes.list}>
          {items.map((item, index) => (
            <li key={item.id} id={`${id}-${index}`} role="option" aria-selected={index === chosen} className={classes.item}
              ref={index === chosen ? (node) => node?.scrollIntoView({ block: "nearest" }) : undefined}
              // Before the field loses the focus, which would close the list.
              onMouseDown={(event) => { event.preventDefault(); take(item); }}>
              <span className={classes.name}>{item.name}</span>
              {item.hint && <span className={classes.hint}>{item.hint}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
