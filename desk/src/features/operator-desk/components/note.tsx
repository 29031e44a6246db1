// The note of this contact, with its honest state: saved, saving, or kept here until the connection is back.
import { Textarea } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useRef } from "react";

import type { ContactCard } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";

import { useNoteDraft } from "./note-draft";
import classes from "./note.module.css";

type Draft = ReturnType<typeof useNoteDraft>;

function useDraft(contact: ContactCard): Draft {
  return useNoteDraft(contact.contact_id, contact.note_draft);
}

function Editor({ draft }: { draft: Draft }) {
  const { t } = useLingui();
  const field = useRef<HTMLTextAreaElement>(null);
  useAction("contact.note", () => {
    field.current?.focus();
    field.current?.setSelectionRange(draft.text.length, draft.text.length); // she goes on where she stopped
  });
  return (
    <section className={classes.note}>
      <div className={classes.head}>
        <label htmlFor="note"><Trans>Note</Trans></label>
        <Kbd action="contact.note" />
        <span className={classes.state} data-state={draft.state} role="status">
          <Icon name={draft.state === "saved" ? "check" : draft.state === "saving" ? "clock" : "warning"} size={13} />
          {draft.state === "saved" ? t`saved` : draft.state === "saving" ? t`saving` : t`kept on this computer, not sent yet`}
        </span>
      </div>
      <Textarea id="note" ref={field} autosize minRows={2} maxRows={8} value={draft.text}
        placeholder={t`What was said and what was agreed`}
        onFocus={draft.look}
        onChange={(event) => draft.type(event.currentTarget.value)}
        onKeyDown={(event) => { if (event.key === "Escape") event.currentTarget.blur(); }} />
    </section>
  );
}

export const Note = { useDraft, Editor };
