// Signing out: what falls due before she is back, handed over in one screen, or kept by choice.
import { Button, Checkbox, NativeSelect } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { longDayAndTime } from "@/shared/lib/time-words";
import { Dialog } from "@/shared/ui/dialog";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import { Due, useNow } from "@/shared/ui/ticking";

import { leavePromises, type Leaving } from "../api/leaving";
import { What } from "./promise-row";
import classes from "./promises.module.css";

interface Props {
  leaving: Leaving;
  onLeave: () => void;
  onClose: () => void;
}

export function LeavingDialog({ leaving, onLeave, onClose }: Props) {
  const { t, i18n } = useLingui();
  const now = useNow();
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set());
  const [to, setTo] = useState("0");
  const given = leaving.promises.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  const hand = useMutation({ mutationFn: () => leavePromises(given, to), onSuccess: onLeave });
  const toggle = (id: string) => {
    const next = new Set(kept);
    if (!next.delete(id)) next.add(id);
    setKept(next);
  };
  const back = longDayAndTime(i18n.locale, now, leaving.back_at);
  return (
    <Dialog title={t`Before you leave`} size={820} onClose={onClose}>
      <div className={classes.form}>
        <p className={classes.lead}><Trans>This is promised for before you are back ({back}):</Trans></p>
        <div className={classes.tall}>
          <table className={table.table}>
            <thead><tr><th aria-label={t`Hand over`} /><th><Trans>Due</Trans></th><th><Trans>What</Trans></th><th><Trans>To whom</Trans></th></tr></thead>
            <tbody>
              {leaving.promises.map((promise) => (
                <tr key={promise.id}>
                  <td><Checkbox size="xs" aria-label={t`Hand over: ${promise.to_name}`} checked={!kept.has(promise.id)} onChange={() => toggle(promise.id)} /></td>
                  <td className={table.nowrap}><Due at={promise.due_at} from={promise.created_at} /></td>
                  <td><What promise={promise} /></td>
                  <td>{promise.to_name}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <NativeSelect label={t`To whom`} value={to} onChange={(event) => setTo(event.currentTarget.value)}
          data={[{ value: "0", label: t`the line: whoever comes first` }, ...leaving.takers.map(({ id, name }) => ({ value: id, label: name }))]} />
        <ProblemText error={hand.error} />
        <div className={classes.cut}>
          <Button data-autofocus disabled={given.length === 0} loading={hand.isPending} onClick={() => hand.mutate()}>
            <Plural value={given.length} one="Hand over # and sign out" other="Hand over # and sign out" />
          </Button>
          <Button variant="default" onClick={onLeave}><Trans>Keep them and sign out</Trans></Button>
        </div>
      </div>
    </Dialog>
  );
}
