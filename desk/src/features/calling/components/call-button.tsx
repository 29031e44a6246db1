// Calls the buyer of an order or of a task. Where it is no hour to call, the same button asks once more.
import { Button, Tooltip } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import { useAction } from "@/shared/lib/actions";
import { useCan } from "@/shared/lib/session";
import { useLive } from "@/shared/live/store";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";

import type { Whom } from "../api/calling";
import { useDial } from "./use-dial";

interface Props {
  whom: Whom;
  /** Only one button of a screen listens to the key. */
  byKey?: boolean;
}

export function CallButton({ whom, byKey = false }: Props) {
  const { t } = useLingui();
  const may = useCan("calls.dial");
  const dial = useDial();
  const busy = useLive((live) => live.contact !== null && live.contact.contact_id !== whom.contact_id && live.contact.state !== "done");
  const start = () => dial.start(whom);
  useAction("call.dial", start, may && byKey && !busy);
  if (!may) return null;
  return (
    <>
      <Tooltip label={busy ? t`End the contact in your hands first` : t`Your phone first, then the buyer's`}>
        <Button variant={dial.asked ? "filled" : "default"} color={dial.asked ? "orange" : undefined} loading={dial.busy} disabled={busy}
          onClick={start} onBlur={dial.reset} leftSection={<Icon name="phone" />} rightSection={byKey ? <Kbd action="call.dial" /> : undefined}>
          {dial.asked === "calls.quiet_hours" ? <Trans>Outside calling hours there. Call anyway?</Trans>
            : dial.asked === "calls.do_not_call" ? <Trans>Asked not to be called. Call anyway?</Trans>
            : <Trans context="button">Call</Trans>}
        </Button>
      </Tooltip>
      <ProblemText error={dial.error} />
    </>
  );
}
