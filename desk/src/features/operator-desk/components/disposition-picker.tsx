// How the contact ended: by typing a part of its name, by digit, or by mouse.
import { TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useState, type KeyboardEvent } from "react";

import type { Disposition } from "@/shared/api/types";
import { Icon } from "@/shared/ui/icon";
import { Choices } from "@/shared/ui/choices";
import { dispositions } from "@/shared/words/contact";

import { byDigit, filtered } from "./choose-disposition";
import classes from "./wrap-up-panel.module.css";

interface Props {
  chosen: Disposition | undefined;
  onChoose: (disposition: Disposition) => void;
}

export function DispositionPicker({ chosen, onChoose }: Props) {
  const { t, i18n } = useLingui();
  const [text, setText] = useState("");
  const words = Object.fromEntries(
    Object.entries(dispositions).map(([code, word]) => [code, i18n._(word)]),
  ) as Record<Disposition, string>;
  const shown = filtered(words, text);
  const take = (disposition: Disposition | undefined) => {
    if (!disposition) return;
    onChoose(disposition);
    setText("");
  };
  const keys = (event: KeyboardEvent) => {
    const found = byDigit(shown, event.key) ?? (event.key === "Enter" && text !== "" ? shown[0] : undefined);
    if (!found || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    take(found);
  };
  return (
    <div className={classes.picker}>
      <TextInput autoFocus value={text} leftSection={<Icon name="search" />} aria-label={t`How did it end?`}
        placeholder={t`How did it end? Type or press a digit`} onKeyDown={keys}
        onChange={(event) => setText(event.currentTarget.value)} />
      <Choices label={t`Outcome`} chosen={chosen ?? ""} onChoose={(id) => take(id as Disposition)}
        items={shown.map((code, at) => ({ id: code, name: words[code], key: at < 9 ? String(at + 1) : undefined }))} />
    </div>
  );
}
