// Beyond one's own limits: why it should be done all the same. It goes to the superior; nothing is done before the yes.
import { Button, Textarea } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState, type ReactNode } from "react";

import { Dialog } from "./dialog";
import { Key, shortKey } from "./kbd";
import { ProblemText } from "./problem-text";
import { sendByKey } from "./send-by-key";

interface Props {
  superior?: string;
  /** What is asked, and how far it is beyond. */
  children: ReactNode;
  busy: boolean;
  error: unknown;
  close: () => void;
  say: (why: string) => void;
}

export function AskSuperior({ superior, children, busy, error, close, say }: Props) {
  const { t } = useLingui();
  const [why, setWhy] = useState("");
  return (
    <Dialog title={superior ? t`Ask ${superior}` : t`Ask the superior`} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (why.trim() && !busy) say(why.trim());
        }}
        onKeyDown={sendByKey}
      >
        <p>{children}</p>
        <Textarea label={t`Why should it be done all the same?`} value={why} maxLength={500} data-autofocus autosize minRows={2}
          onChange={(event) => setWhy(event.currentTarget.value)} />
        <ProblemText error={error} />
        <Button type="submit" mt={12} disabled={!why.trim()} loading={busy} rightSection={<Key name={shortKey("Ctrl+Enter")} />}><Trans>Ask</Trans></Button>
      </form>
    </Dialog>
  );
}
