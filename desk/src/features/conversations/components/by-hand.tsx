// A letter on paper or a comment on the site, put into the thread by hand: what, when, its words or a scan.
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { threadKey, type Conversation } from "@/shared/api/conversations";
import { registerByHand, type HandSort } from "@/shared/api/fax";
import { Dialog } from "@/shared/ui/dialog";
import { ProblemText } from "@/shared/ui/problem-text";

import { AttachButton, UploadChips, useUploads } from "./attach";
import classes from "./conversations.module.css";
import { handSorts } from "./fax-facts";

const today = () => new Intl.DateTimeFormat("sv-SE").format(Date.now());

export function ByHandDialog({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const cache = useQueryClient();
  const uploads = useUploads(conversation);
  const [id] = useState(() => crypto.randomUUID());
  const [sort, setSort] = useState<HandSort>("letter");
  const [day, setDay] = useState(today);
  const [text, setText] = useState("");
  const save = useMutation({
    mutationFn: () => registerByHand(conversation.id, { client_id: id, sort, dated_at: new Date(`${day}T12:00`).getTime(), text: text.trim(), files: uploads.ready }),
    onSuccess: () => {
      uploads.clear();
      void cache.invalidateQueries({ queryKey: threadKey(conversation.id) });
      onClose();
    },
  });
  const ready = day !== "" && (text.trim() !== "" || uploads.ready.length > 0) && !uploads.busy;
  return (
    <Dialog onClose={onClose} title={t`Register by hand`} size={560}>
      <div className={classes.dialog}>
        <Select label={t`What it is`} data={(Object.keys(handSorts) as HandSort[]).map((one) => ({ value: one, label: i18n._(handSorts[one]) }))} value={sort} allowDeselect={false} onChange={(one) => setSort((one ?? "letter") as HandSort)} />
        <TextInput type="date" label={t`Its day`} max={today()} value={day} onChange={(event) => setDay(event.currentTarget.value)} />
        <Textarea label={t`What it says`} autosize minRows={3} maxRows={12} maxLength={8000} dir="auto" value={text} onChange={(event) => setText(event.currentTarget.value)} />
        {conversation.files_most > 0 && <div className={classes.buttons}><AttachButton uploads={uploads} most={conversation.files_most} together={uploads.together} /><span><Trans>A scan or a picture</Trans></span></div>}
        <UploadChips uploads={uploads} />
        <ProblemText error={save.error} />
        <div className={classes.buttons}>
          <Button disabled={!ready} loading={save.isPending} onClick={() => save.mutate()}><Trans>Put it into the thread</Trans></Button>
          <Button variant="default" onClick={onClose}><Trans>Cancel</Trans></Button>
        </div>
      </div>
    </Dialog>
  );
}
