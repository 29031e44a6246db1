// Lost calls: how many, how soon somebody talked to them, and each of them with what became of it.
import { Button, SegmentedControl } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { LostCall, LostFigures } from "@/shared/api/types";
import { momentWords } from "@/shared/lib/time-words";
import { Empty, Rows } from "@/shared/ui/empty";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import { useNow } from "@/shared/ui/ticking";
import { WhyPast } from "@/shared/ui/why-past";
import { voicemailReasons, type Words } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import { lostQuery, type Asked } from "../api/lost";
import classes from "./lost.module.css";

const outcomes: Words = {
  "": msg`waits for us`,
  reached: msg`called back`,
  returned: msg`got through on their own`,
  settled: msg`settled without a call`,
  given_up: msg`not reached, given up`,
  no_number: msg`number withheld: nobody can call back`,
};

export function Lost() {
  const { t } = useLingui();
  const [asked, setAsked] = useState<Asked>({ days: 7, state: "" });
  const [cursors, setCursors] = useState<(string | undefined)[]>([undefined]);
  const first = useQuery(lostQuery(asked));
  const ask = (change: Partial<Asked>) => {
    setAsked({ ...asked, ...change });
    setCursors([undefined]);
  };
  return (
    <section className={classes.lost} aria-label={t`Lost calls`}>
      <div className={classes.controls}>
        <SegmentedControl size="xs" aria-label={t`Period`} value={String(asked.days)} onChange={(days) => ask({ days: Number(days) })}
          data={[{ value: "1", label: t`24 hours` }, { value: "7", label: t`7 days` }, { value: "30", label: t`30 days` }]} />
        <SegmentedControl size="xs" aria-label={t`Which`} value={asked.state} onChange={(state) => ask({ state: state as Asked["state"] })}
          data={[{ value: "", label: t`All` }, { value: "open", label: t`Still waiting` }, { value: "closed", label: t`No longer waiting` }]} />
      </div>
      <ProblemText error={first.error} />
      {first.isPending && <Rows />}
      {first.data && <Figures of={first.data.figures} />}
      {first.data?.items.length === 0 && (
        <Empty icon="check" title={t`No lost call here`}>
          <Trans>Who hung up before anybody answered, called while you were closed or was cut off would stand here until somebody talks to him.</Trans>
        </Empty>
      )}
      {!!first.data?.items.length && cursors.map((cursor, at) => (
        <PageOf key={cursor ?? ""} asked={asked} cursor={cursor}
          onNext={at === cursors.length - 1 ? (next) => setCursors([...cursors, next]) : undefined} />
      ))}
    </section>
  );
}

/** One bar: called back within 15 minutes, within an hour, later, settled by hand, still waiting, never. */
function Figures({ of }: { of: LostFigures }) {
  const { t, i18n } = useLingui();
  const { returned } = of;
  const share = new Intl.NumberFormat(i18n.locale, { style: "percent", maximumFractionDigits: 1 }); // 199 of 200 are not all of them
  const parts = [
    { id: "soon", name: t`talked to within 15 min`, n: of.within_15 },
    { id: "hour", name: t`within 60 min`, n: of.within_60 - of.within_15 },
    { id: "later", name: t`later`, n: of.back - of.within_60 },
    { id: "settled", name: t`settled without a call`, n: of.settled },
    { id: "open", name: t`still waiting`, n: of.open },
    { id: "never", name: t`never`, n: of.never },
  ];
  return (
    <div className={classes.figures}>
      <p><strong>{of.lost}</strong> <Plural value={of.lost} one="lost call" other="lost calls" />{returned > 0 && <> · <Trans>{returned} got through on their own</Trans></>}</p>
      {of.lost > 0 && (
        <div className={classes.bar} aria-hidden="true">
          {parts.filter((part) => part.n > 0).map((part) => <span key={part.id} data-part={part.id} style={{ flexGrow: part.n }} />)}
        </div>
      )}
      <ul className={classes.legend}>
        {parts.map((part) => (
          <li key={part.id}><span data-part={part.id} />{part.name}: <strong>{part.n}</strong> {of.lost > 0 && <small>{share.format(part.n / of.lost)}</small>}</li>
        ))}
      </ul>
    </div>
  );
}

function PageOf({ asked, cursor, onNext }: { asked: Asked; cursor?: string; onNext?: (next: string) => void }) {
  const { data, error } = useQuery(lostQuery(asked, cursor));
  if (!data) return error ? <ProblemText error={error} /> : <Rows />;
  return (
    <>
      <table className={table.table}>
        <thead>
          <tr>
            <th><Trans>When</Trans></th><th><Trans>Caller</Trans></th><th><Trans>Queue</Trans></th><th><Trans>Why it was lost</Trans></th>
            <th><Trans>What became of it</Trans></th><th className={table.number}><Trans>After</Trans></th><th><Trans>By</Trans></th>
          </tr>
        </thead>
        <tbody>{data.items.map((call) => <Row key={call.contact_id} call={call} />)}</tbody>
      </table>
      {data.next && onNext && <Button variant="default" size="xs" m="sm" onClick={() => onNext(data.next!)}><Trans>Show more</Trans></Button>}
    </>
  );
}

function Row({ call }: { call: LostCall }) {
  const { i18n, t } = useLingui();
  const now = useNow();
  const minutes = call.outcome_at === undefined ? undefined : Math.max(1, Math.round((call.outcome_at - call.lost_at) / 60_000));
  const hours = Math.round((minutes ?? 0) / 60);
  return (
    <tr>
      <td className={table.nowrap}>{momentWords(i18n.locale, now, call.lost_at)}</td>
      <td>{[call.caller_name, call.caller_masked].filter(Boolean).join(" ") || <span className={table.quiet}><Trans>number withheld</Trans></span>}</td>
      <td>{call.queue_name}</td>
      <td>{tell(i18n, voicemailReasons, call.reason)} <WhyPast contactId={call.contact_id} /></td>
      <td data-open={call.outcome === "" || undefined}>{tell(i18n, outcomes, call.outcome)}</td>
      <td className={table.number}>{minutes === undefined ? "" : minutes < 120 ? t`${minutes} min` : t`${hours} h`}</td>
      <td>{call.by_name}</td>
    </tr>
  );
}
