// The promises behind one number.
import { Trans } from "@lingui/react/macro";
import { useLingui } from "@lingui/react";
import { useQuery } from "@tanstack/react-query";

import { promisesQuery, type PromiseQuery } from "@/shared/api/promises";
import type { Promise_ } from "@/shared/api/types";
import { fullTime } from "@/shared/lib/time-words";
import { Dialog } from "@/shared/ui/dialog";
import { Rows } from "@/shared/ui/empty";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import { Tag, type Tone } from "@/shared/ui/tag";
import { promiseStates } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { Owner, What } from "./promise-row";
import classes from "./promises.module.css";

const tones: Record<Promise_["state"], Tone> = { open: "plain", kept: "talking", late: "warning", broken: "danger", cancelled: "offline" };

interface Props {
  title: string;
  query: PromiseQuery;
  onOpen: (promise: Promise_) => void;
  onClose: () => void;
}

export function BehindDialog({ title, query, onOpen, onClose }: Props) {
  const { i18n } = useLingui();
  const { data, error } = useQuery(promisesQuery(query));
  return (
    <Dialog title={title} size={1000} onClose={onClose}>
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data && (
        <table className={table.table}>
          <thead>
            <tr><th><Trans>Due</Trans></th><th><Trans>What</Trans></th><th><Trans>To whom</Trans></th><th><Trans>Owner</Trans></th><th><Trans>State</Trans></th><th><Trans>Ended</Trans></th></tr>
          </thead>
          <tbody>
            {data.items.map((promise) => (
              <tr key={promise.id}>
                <td className={table.nowrap}>{fullTime(i18n.locale, promise.due_at)}</td>
                <td>
                  <What promise={promise} />{" "}
                  {promise.question && <button type="button" className={classes.figure} onClick={() => onOpen(promise)}><Trans>open it</Trans></button>}
                </td>
                <td>{promise.to_name}</td>
                <td><Owner promise={promise} /></td>
                <td><Tag tone={tones[promise.state]}>{tell(i18n, promiseStates, promise.state)}</Tag></td>
                <td className={table.nowrap}>{promise.ended_at === undefined ? "—" : fullTime(i18n.locale, promise.ended_at)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {data?.next && <p className={classes.note}><Trans>The first 500 are shown; a shorter period shows the others.</Trans></p>}
    </Dialog>
  );
}
