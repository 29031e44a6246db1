// Taking a queue away: asked twice, and a third time when somebody waits there.
import { Button } from "@mantine/core";
import { Trans } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { ApiError } from "@/shared/api/client";
import type { QueueSettings } from "@/shared/api/types";
import { ProblemText } from "@/shared/ui/problem-text";

import { removeQueue } from "../api/queues";
import classes from "./queues.module.css";

export function RemoveQueue({ queue, onGone }: { queue: QueueSettings; onGone: () => void }) {
  const cache = useQueryClient();
  const [asked, setAsked] = useState(false);
  const remove = useMutation({
    mutationFn: (force: boolean) => removeQueue(queue.id, force),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ["queues"], exact: true });
      onGone();
    },
  });
  const { name } = queue;
  const waits = remove.error instanceof ApiError && remove.error.code === "queues.not_empty";
  return (
    <section className={classes.section}>
      <ProblemText error={remove.error} />
      <div className={classes.barRow}>
        {!asked && <Button variant="subtle" color="red" onClick={() => setAsked(true)}><Trans>Take this queue away</Trans></Button>}
        {asked && !waits && <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(false)}><Trans>Yes, take “{name}” away</Trans></Button>}
        {waits && <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(true)}><Trans>Send those who wait away, too</Trans></Button>}
        {asked && !waits && <span className={classes.quiet}><Trans>Its call-backs go to the shop's next queue and keep their age.</Trans></span>}
        {asked && <Button variant="default" onClick={() => { setAsked(false); remove.reset(); }}><Trans>Keep it</Trans></Button>}
      </div>
    </section>
  );
}
