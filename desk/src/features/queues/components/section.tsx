// A part of the queue: what counts now stands open, the rest is folded away under "more".
import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";

import { queueFields, sectionNames, type Field, type Section } from "@/shared/words/queue-fields";

import { freshQueue } from "../lib/fresh";
import { at, isUnder } from "../lib/paths";
import { useDraft } from "./draft";
import { FieldRow } from "./field";
import classes from "./queues.module.css";

const usual = freshQueue("");

export function SectionPart({ section, children }: { section: Section; children?: ReactNode }) {
  const { i18n } = useLingui();
  const { queue, findings } = useDraft();
  const fields = queueFields.filter((one) => one.section === section);
  const open = (field: Field) =>
    findings.some((one) => isUnder(one.field, field.path)) ||
    ((!field.when || field.when(queue)) && (!field.fine || JSON.stringify(at(queue, field.path) ?? null) !== JSON.stringify(at(usual, field.path) ?? null)));
  const folded = fields.filter((one) => !open(one));
  const count = folded.length;
  return (
    <section className={classes.section} id={`part-${section}`} aria-labelledby={`part-${section}-name`}>
      <h2 id={`part-${section}-name`} tabIndex={-1}>{i18n._(sectionNames[section])}</h2>
      {children}
      {fields.filter(open).map((field) => <FieldRow key={field.path} field={field} />)}
      {count > 0 && (
        <details className={classes.more}>
          <summary><Trans>More: {count}</Trans></summary>
          {folded.map((field) => <FieldRow key={field.path} field={field} />)}
        </details>
      )}
    </section>
  );
}
