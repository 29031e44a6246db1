// Leaving with something typed and not saved is asked about: to another screen here, out of the page by the browser itself.
import { Button, Group } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useBlocker } from "@tanstack/react-router";

import { Dialog } from "@/shared/ui/dialog";

/** Stands beside a form; `what` tells what would be lost. */
export function Unsaved({ when, children: what }: { when: boolean; children: React.ReactNode }) {
  const { t } = useLingui();
  const blocker = useBlocker({ shouldBlockFn: () => when, enableBeforeUnload: () => when, withResolver: true });
  if (blocker.status !== "blocked") return null;
  return (
    <Dialog title={t`Leave without saving?`} onClose={blocker.reset}>
      <p>{what}</p>
      <Group mt="md" justify="flex-end">
        <Button variant="default" onClick={blocker.reset} data-autofocus><Trans>Stay here</Trans></Button>
        <Button color="red" onClick={blocker.proceed}><Trans>Leave</Trans></Button>
      </Group>
    </Dialog>
  );
}
