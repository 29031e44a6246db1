// What the record could not say: told, so that nobody takes a guess for a fact.
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import type { MessageDescriptor } from "@lingui/core";

import type { Base } from "../api/what-if";
import classes from "./what-if.module.css";

type Said = (number: string) => MessageDescriptor;

const words: Record<string, Said> = {
  settings_of_now: () => msg`Queues, their rules and what people can do are taken as they stand now, not as they stood on that day.`,
  shifts_from_contacts: (people) => msg`Of ${people} people it is not known when they were signed in: their shifts go from the first contact of that day to the last, without breaks.`,
  misses_as_pauses: () => msg`Rings that nobody answered are left out; the time in which people did not respond counts as a break.`,
  answer_assumed: (seconds) => msg`A phone is taken up after ${seconds} seconds on average.`,
  other_work_left_out: (contacts) => msg`Other work of that day (${contacts} contacts of other queues or channels) is left out: on paper people have that time.`,
  hour_twice: () => msg`The clock was turned back that night. The hour that came twice runs once, with the mean of both.`,
  hour_left_out: () => msg`The clock was turned forward that night. In the hour that it left out nobody comes.`,
  overflow_left_out: () => msg`Overflow steps to queues that are not in the plan are left out.`,
  yields_left_out: () => msg`It gives way to queues that are not in the plan; that is left out.`,
  handle_of_all: () => msg`Too few contacts for its own length of talks: those of the whole day are taken.`,
  wrap_up_of_all: () => msg`Too few contacts for its own wrap-up: that of the whole day is taken.`,
  patience_of_all: () => msg`Too few hung up to tell its buyers' patience: that of the whole day is taken.`,
  handle_assumed: (seconds) => msg`Too few contacts: talks of ${seconds} seconds are assumed.`,
  wrap_up_assumed: (seconds) => msg`Too few contacts: a wrap-up of ${seconds} seconds is assumed.`,
  patience_assumed: (seconds) => msg`Too few hung up to tell their patience: ${seconds} seconds on average are assumed.`,
};

export function Assumptions({ base, open }: { base: Base; open: boolean }) {
  const { i18n } = useLingui();
  return (
    <details className={classes.assumptions} open={open}>
      <summary><Trans>What is assumed</Trans></summary>
      <ul>
        {base.assumptions.map(({ code, queue, params }) => {
          const said = words[code];
          return <li key={`${code}.${queue}`}>{queue && <b>{queue}: </b>}{said ? i18n._(said(params[0]?.[1] ?? "")) : code.replaceAll("_", " ")}</li>;
        })}
      </ul>
    </details>
  );
}
