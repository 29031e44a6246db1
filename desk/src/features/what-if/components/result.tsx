// The record beside both days on paper: three pictures by the hour, and a table with the difference and how sure it is.
import { NativeSelect } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import table from "@/shared/ui/table.module.css";
import type { Words } from "@/shared/words/contact";

import type { Base, Figure, Simulation, Subject } from "../api/what-if";
import { Assumptions } from "./assumptions";
import { DayChart } from "./day-chart";
import { howSure, misses, subjectOf, tellFigure, tellRecorded, type Unit } from "./values";
import classes from "./what-if.module.css";

type Both = NonNullable<Simulation["result"]>;

const rows: { name: string; unit: Unit; better: "more" | "less" | "neither" }[] = [
  { name: "offered", unit: "count", better: "neither" }, { name: "answered", unit: "count", better: "more" },
  { name: "abandoned", unit: "count", better: "less" }, { name: "flow_out", unit: "count", better: "less" },
  { name: "sl_strict", unit: "share", better: "more" }, { name: "abandon_rate", unit: "share", better: "less" },
  { name: "asa_s", unit: "seconds", better: "less" }, { name: "p90_wait_s", unit: "seconds", better: "less" },
  { name: "occupancy", unit: "share", better: "neither" },
];
const figureWords: Words = {
  offered: msg`Came`, answered: msg`Answered`, abandoned: msg`Hung up`, flow_out: msg`Left the line otherwise`, sl_strict: msg`Service level`,
  abandon_rate: msg`Share that hung up`, asa_s: msg`Average wait until answered`, p90_wait_s: msg`Nine of ten waited at most`, occupancy: msg`Busy share of people's time`,
};
const sureWords: Words = { more: msg`surely more`, less: msg`surely less`, same: msg`no difference`, open: msg`may be chance` };

export function Result({ base, result }: { base: Base; result: Both }) {
  const { t, i18n } = useLingui();
  const [queue, setQueue] = useState("");
  const names = base.model.queues.map(({ name }) => name);
  const kind = queue ? "queue" : "all";
  const series = (figure: string) => ({
    record: hoursOf(base.recorded.subjects, kind, queue, figure),
    was: hoursOf(result.base.subjects, kind, queue, figure), now: hoursOf(result.other.subjects, kind, queue, figure),
  });
  const [was, now, change] = [result.base.subjects, result.other.subjects, result.change].map((list) => subjectOf(list, kind, queue));
  const record = subjectOf(base.recorded.subjects, kind, queue);
  const missed = rows.filter(({ name, unit }) => name !== "offered" && misses(unit, figureOf(record, name), figureOf(was, name), result.base.days));
  const shown = rows.filter(({ name }) => was?.figures.some((one) => one.name === name));
  return (
    <>
      {names.length > 1 && (
        <NativeSelect size="xs" className={classes.narrow} label={t`Queue`} value={queue} data={[{ value: "", label: t`All together` }, ...names]}
          onChange={(event) => setQueue(event.currentTarget.value)} />
      )}
      {missed.length > 0 && (
        <p role="status" className={classes.miss}>
          <Trans>The model misses the record: {missed.map(({ name }) => i18n._(figureWords[name]!).toLocaleLowerCase(i18n.locale)).join(", ")}. That day something was at work that the plan does not know. Take the difference as a direction, not as a forecast; what is assumed stands below.</Trans>
        </p>
      )}
      <div className={classes.charts}>
        <DayChart title={t`Service level by the hour`} unit="share" {...series("sl_strict")} />
        <DayChart title={t`Average wait by the hour`} unit="seconds" {...series("asa_s")} />
        {!queue && <DayChart title={t`Busy share of people's time by the hour`} unit="share" {...series("occupancy")} />}
      </div>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t`Both days in figures`}>
        <table className={table.table}>
          <thead>
            <tr>
              <th><Trans>A day</Trans></th><th className={table.number}><Trans>Record</Trans></th><th className={table.number}><Trans>As it was (model)</Trans></th>
              <th className={table.number}><Trans>With the change</Trans></th><th className={table.number}><Trans>Difference</Trans></th><th><Trans>How sure</Trans></th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ name, unit, better }) => {
              const difference = figureOf(change, name);
              const sure = howSure(difference);
              const good = better !== "neither" && (sure === "more" || sure === "less") ? (sure === better ? "good" : "bad") : undefined;
              return (
                <tr key={name}>
                  <th scope="row">{i18n._(figureWords[name]!)}</th>
                  <td className={table.number}>{tellRecorded(i18n.locale, unit, figureOf(record, name))}</td>
                  <td className={table.number}>{tellFigure(i18n.locale, unit, figureOf(was, name))}</td>
                  <td className={table.number}>{tellFigure(i18n.locale, unit, figureOf(now, name))}</td>
                  <td className={table.number} data-tone={good}>{tellFigure(i18n.locale, unit, difference, true)}</td>
                  <td>{difference?.mean === undefined || difference.mean === null ? "" : i18n._(sureWords[sure]!)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p className={classes.footnote}>
        <Trans>Record: the real day, as in the reports. The model makes many such days; after ± stands half of the 95 % interval. The same buyers come with and without the change, so the difference is surer than either day.</Trans>
      </p>
      <Assumptions base={base} open={missed.length > 0} />
    </>
  );
}

function figureOf(subject: Subject | undefined, name: string): Figure | undefined {
  return subject?.figures.find((one) => one.name === name);
}

function hoursOf(subjects: Subject[], kind: string, name: string, figure: string) {
  return subjects
    .filter((one) => one.kind === kind && one.name === name && typeof one.hour === "number")
    .map((one) => ({ hour: one.hour as number, figure: figureOf(one, figure) }));
}
