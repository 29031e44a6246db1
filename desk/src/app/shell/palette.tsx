// One palette for actions, screens, orders and people: type, arrow, Enter.
import { useDebouncedValue } from "@mantine/hooks";
import { useLingui } from "@lingui/react/macro";
import { useState, type KeyboardEvent } from "react";

import { Dialog } from "@/shared/ui/dialog";
import { Icon } from "@/shared/ui/icon";
import { Key, shortKey } from "@/shared/ui/kbd";

import classes from "./palette.module.css";
import { usePaletteItems, type PaletteItem } from "./palette-items";

export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const [late] = useDebouncedValue(text, 200);
  const items = usePaletteItems(text, late);
  const [at, setAt] = useState(0);
  const chosen = Math.min(at, items.length - 1);

  const run = (item: PaletteItem | undefined) => {
    if (!item) return;
    onClose();
    // After the dialog has given the focus back: actions may move it themselves.
    setTimeout(item.run, 0);
  };
  const steer = (event: KeyboardEvent) => {
    if (event.key === "Enter") run(items[chosen]);
    else if (event.key === "ArrowDown") setAt((chosen + 1) % Math.max(items.length, 1));
    else if (event.key === "ArrowUp") setAt((chosen - 1 + items.length) % Math.max(items.length, 1));
    else return;
    event.preventDefault();
  };
  return (
    <Dialog onClose={onClose} withCloseButton={false} size={600} padding={0} yOffset="12vh" centered={false}
      title={t`Search or act`} classNames={{ header: "ol-hidden" }}>
      <div className={classes.head}>
        <Icon name="search" />
        <input
          data-autofocus className={classes.input} value={text} placeholder={t`An action, an order number, a name…`}
          role="combobox" aria-expanded aria-controls="palette-list" aria-activedescendant={`palette-${chosen}`}
          aria-label={t`Search or act`} onKeyDown={steer}
          onChange={(event) => { setText(event.currentTarget.value); setAt(0); }}
        />
      </div>
      <ul id="palette-list" role="listbox" className={classes.list} aria-label={t`Results`}>
        {items.map((item, index) => (
          <li key={item.id} id={`palette-${index}`} role="option" aria-selected={index === chosen}
            ref={index === chosen ? (node) => node?.scrollIntoView({ block: "nearest" }) : undefined}
            className={classes.item} onMouseMove={() => setAt(index)} onClick={() => run(item)}>
            <Icon name={item.icon} />
            <span className={classes.name}>{item.name}</span>
            <span className={classes.hint}>{item.hint}</span>
            {item.key && <Key name={shortKey(item.key)} />}
          </li>
        ))}
        {items.length === 0 && <li className={classes.none}>{t`Nothing found. Try a number or a name.`}</li>}
      </ul>
    </Dialog>
  );
}
