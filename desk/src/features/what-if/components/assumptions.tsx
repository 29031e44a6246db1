// What the record could not say: told, so that nobody takes a guess for a fact.
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import type { MessageDescriptor } from "@lingui/core";

import type { Base } from "../api/what-if";
import { tellNumber } from "./values";
import classes from "./what-if.module.css";

type Said = (seconds: string) => MessageDescriptor;

const words: Record<string, Said> = {
  shifts_from_contacts: () => msg`Shifts go from a person's first contact of that day to the last, in half-hours.`,
  no_breaks: () => msg`Breaks are not known and left out, so the simulated day is a little better than the real one.`,
  answer_assumed: (seconds) => msg`A phone is taken up after ${seconds} seconds on average.`,
  overflow_left_out: () => msg`Overflow steps to other queues are left out.`,
  handle_of_all: () => msg`Too few contacts for its own length of talks: those of the whole day are taken.`,
  wrap_up_of_all: () => msg`Too few contacts for its own wrap-up: that of the whole day is taken.`,
  patience_of_all: () => msg`Too few hung up to tell its buyers' patience: that of the whole day is taken.`,
  handle_assumed: (seconds) => msg`Too few contacts: talks of ${seconds} seconds are assumed.`,
  wrap_up_assumed: (seconds) => msg`Too few contacts: a wrap-up of ${seconds} seconds is assumed.`,
  patience_assumed: (seconds) => msg`Too few hung up to tell their patience: ${seconds} seconds on average are assumed.`,
};

export function Assumptions({ base }: { base: Base }) {
  const { i18n } = useLingui();
  const { recorded, assumptions } = base;
  const { offered, answered, abandoned } = recorded;
  const level = typeof recorded.sl_strict === "number" ? tellNumber(i18n.locale, "share", recorded.sl_strict) : "–";
  const wait = typeof recorded.asa_s === "number" ? tellNumber(i18n.locale, "seconds", recorded.asa_s) : "–";
  return (
    <details className={classes.assumptions}>
      <summary><Trans>What the record says, and what is assumed</Trans></summary>
      <p><Trans>On the real day {offered} came, {answered} were answered, {abandoned} hung up; service level {level}, average wait {wait}.</Trans></p>
      <ul>
        {assumptions.map(({ code, queue, params }) => {
          const said = words[code];
          return <li key={`${code}.${queue}`}>{queue && <b>{queue}: </b>}{said ? i18n._(said(params[0]?.[1] ?? "")) : code.replaceAll("_", " ")}</li>;
        })}
      </ul>
    </details>
  );
}
