// All clear: who was ready before comes back, one by one, so that the first minute is no second wave.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type KeyboardEvent } from "react";

import type { Emergency } from "@/shared/api/types";
import { lengthWords } from "@/shared/lib/time-words";
import { Choices } from "@/shared/ui/choices";
import { Dialog } from "@/shared/ui/dialog";
import { Key, shortKey } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";
import { emergencyTitles, staggers } from "@/shared/words/emergency";

import { allClear } from "../api/emergency";
import classes from "./emergency.module.css";

export function AllClearDialog({ emergency, onClose }: { emergency: Emergency; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const cache = useQueryClient();
  const [stagger, setStagger] = useState(5_000);
  const end = useMutation({
    mutationFn: () => allClear(emergency.id, stagger),
    onSuccess: onClose,
    onSettled: () => void cache.invalidateQueries({ queryKey: ["emergencies"] }),
  });
  const keys = (event: KeyboardEvent) => {
    if (event.code !== "Enter" || !(event.ctrlKey || event.metaKey) || end.isPending) return;
    event.preventDefault();
    event.stopPropagation();
    end.mutate();
  };
  const people = emergency.person_ids.length;
  const last = lengthWords(i18n.locale, Math.max(0, people - 1) * stagger);
  return (
    <Dialog onClose={onClose} title={t`All clear`} size={560}>
      <form className={classes.form} onKeyDown={keys} onSubmit={(event) => event.preventDefault()}>
        <p><strong>{i18n._(emergencyTitles[emergency.kind])}</strong> {emergency.note}</p>
        <div className={classes.field}>
          <span className={classes.label}><Trans>Who was ready before comes back</Trans></span>
          <Choices label={t`Who was ready before comes back`} autoFocus chosen={String(stagger)} onChoose={(id) => setStagger(Number(id))}
            items={staggers.map(([ms, name]) => ({ id: String(ms), name: i18n._(name) }))} />
        </div>
        <p className={classes.reach} data-calm role="status">
          {stagger === 0 || people < 2 ? <Trans>Everybody is back at once.</Trans> : <Trans>The last one is back within {last} at the latest.</Trans>}
        </p>
        <ProblemText error={end.error} />
        <Button fullWidth loading={end.isPending} rightSection={<Key name={shortKey("Ctrl+Enter")} />} onClick={() => end.mutate()}>
          <Trans>Give the all clear</Trans>
        </Button>
      </form>
    </Dialog>
  );
}
