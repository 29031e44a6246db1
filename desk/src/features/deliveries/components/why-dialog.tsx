// Something better is ranked above: why this one? Enter says it, Esc keeps what was typed for the next try.
import { Button, Textarea } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { Dialog } from "@/shared/ui/dialog";
import { options } from "@/shared/words/deliveries";
import { tell } from "@/shared/words/tell";

import type { Option } from "../api/deliveries";

interface Props {
  option: Option;
  busy: boolean;
  close: () => void;
  say: (why: string) => void;
}

export function WhyDialog({ option, busy, close, say }: Props) {
  const { t, i18n } = useLingui();
  const [why, setWhy] = useState("");
  return (
    <Dialog title={tell(i18n, options, option)} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (why.trim()) say(why);
        }}
      >
        <Textarea label={t`A better way is ranked above. Why this one?`} value={why} maxLength={250} data-autofocus autosize minRows={2}
          onChange={(event) => setWhy(event.currentTarget.value)} />
        <Button type="submit" mt={12} disabled={!why.trim()} loading={busy}><Trans>Do it</Trans></Button>
      </form>
    </Dialog>
  );
}
