// What all editors of a fact share: Enter saves, Esc leaves without saving.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import type { FormEvent, KeyboardEvent, ReactNode } from "react";

import type { CheckField, Order } from "@/shared/api/types";
import { Key } from "@/shared/ui/kbd";
import { checkFields } from "@/shared/words/orders";

import type { Check } from "../api/orders";
import classes from "./confirm-card.module.css";

export interface EditorProps {
  order: Order;
  field: CheckField;
  zone?: string;
  onSave: (check: Check) => void;
  onCancel: () => void;
}

interface FrameProps {
  field: CheckField;
  ready: boolean;
  onSave: () => void;
  onCancel: () => void;
  children: ReactNode;
}

export function EditorFrame({ field, ready, onSave, onCancel, children }: FrameProps) {
  const { i18n } = useLingui();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) onSave();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onCancel();
  };
  return (
    <form className={classes.editor} data-editor={field} onSubmit={submit} onKeyDown={keys}>
      <div className={classes.editorHead}>{i18n._(checkFields[field])}</div>
      {children}
      <div className={classes.editorButtons}>
        <Button type="submit" size="xs" disabled={!ready} rightSection={<Key name="↵" />}><Trans>Save</Trans></Button>
        <Button type="button" size="xs" variant="default" onClick={onCancel} rightSection={<Key name="Esc" />}>
          <Trans>Leave as it was</Trans>
        </Button>
      </div>
    </form>
  );
}
