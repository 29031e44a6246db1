// Two cards side by side: which words stay, what goes over where, and how it is known that both are one person.
import { Button, Radio, TextInput } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import type { Id } from "@/shared/api/types";
import { Dialog } from "@/shared/ui/dialog";
import { Rows } from "@/shared/ui/empty";
import { ProblemText } from "@/shared/ui/problem-text";
import { mergeLines } from "@/shared/words/buyers";
import { tell } from "@/shared/words/tell";

import { foundQuery, mergeViewQuery, useMerge, type MergeIn, type MergeView } from "../api/merging";
import { MergeCards, type Choice } from "./merge-cards";
import classes from "./merging.module.css";

interface Props {
  id: Id;
  otherId?: Id;
  contactId?: Id;
  onClose: () => void;
}

export function MergeDialog({ id, otherId, contactId, onClose }: Props) {
  const { t } = useLingui();
  const [other, setOther] = useState(otherId);
  return (
    <Dialog title={other ? t`Are these one person?` : t`Merge with another buyer`} size={other ? 900 : 520} onClose={onClose}>
      {other ? <Compare id={id} other={other} contactId={contactId} onClose={onClose} /> : <Find id={id} onFound={setOther} />}
    </Dialog>
  );
}

function Find({ id, onFound }: { id: Id; onFound: (other: Id) => void }) {
  const { t } = useLingui();
  const [q, setQ] = useState("");
  const found = useQuery(foundQuery(q));
  const items = (found.data?.items ?? []).filter(({ customer }) => customer.id !== id);
  return (
    <div className={classes.find}>
      <TextInput label={t`Find the other card`} value={q} data-autofocus placeholder={t`order number, surname or the end of a number`} onChange={(event) => setQ(event.currentTarget.value)} />
      <ProblemText error={found.error} />
      <ul className={classes.found}>
        {items.map(({ customer, order_number }) => (
          <li key={customer.id}>
            <button type="button" onClick={() => onFound(customer.id)}>
              <strong>{customer.name || t`no name`}</strong>
              <span className={classes.quiet}>{[order_number, ...customer.identities.map(({ value }) => value)].filter(Boolean).join(" · ")}</span>
            </button>
          </li>
        ))}
      </ul>
      {q.trim().length > 1 && found.data && items.length === 0 && <p className={classes.quiet}><Trans>Nobody else is found by this.</Trans></p>}
    </div>
  );
}

function Compare({ id, other, contactId, onClose }: { id: Id; other: Id; contactId?: Id; onClose: () => void }) {
  const view = useQuery(mergeViewQuery(id, other, contactId));
  return (
    <>
      <ProblemText error={view.error} />
      {view.isPending && <Rows count={8} />}
      {view.data && <Form key={`${view.data.kept.version}-${view.data.gone.version}`} view={view.data} contactId={contactId} onClose={onClose} />}
    </>
  );
}

function Form({ view, contactId, onClose }: { view: MergeView; contactId?: Id; onClose: () => void }) {
  const { t } = useLingui();
  const [choice, setChoice] = useState<Choice>({ name: "kept", language: "kept", tz: "kept", notes: "both" });
  const [reason, setReason] = useState("");
  const merge = useMerge(view.kept.id, contactId);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const asked: MergeIn = { ...choice, gone_id: view.gone.id, version: view.kept.version, gone_version: view.gone.version, reason: reason.trim() };
    void merge.mutateAsync(asked).then(onClose, () => undefined); // both cards come anew at once: this form is another one then
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <MergeCards view={view} choice={choice} onChoose={(part) => setChoice({ ...choice, ...part })} />
      <Moves view={view} />
      {view.kept.notes !== "" && view.gone.notes !== "" && view.kept.notes !== view.gone.notes && <Radio.Group label={t`Notes of the two cards`} size="xs" value={choice.notes} onChange={(notes) => setChoice({ ...choice, notes: notes as Choice["notes"] })}>
        <div className={classes.radios}>
          <Radio size="xs" value="both" label={t`both, one under the other`} />
          <Radio size="xs" value="kept" label={t`of the card that stays`} />
          <Radio size="xs" value="gone" label={t`of the other one`} />
        </div>
      </Radio.Group>}
      <TextInput label={t`How do you know that both are one person?`} required value={reason} maxLength={300} placeholder={t`the buyer named the last order of both`} onChange={(event) => setReason(event.currentTarget.value)} />
      <ProblemText error={merge.error} />
      <div className={classes.buttons}>
        <span className={classes.quiet}><Trans>It can be undone on the buyer's page, as long as nothing contradicts it.</Trans></span>
        <Button variant="default" onClick={onClose}><Trans>Keep them apart</Trans></Button>
        <Button type="submit" loading={merge.isPending} disabled={reason.trim() === ""}><Trans>Merge into one</Trans></Button>
      </div>
    </form>
  );
}

/** Only what goes over: what the card has already does not come twice. */
function Moves({ view }: { view: MergeView }) {
  const { t, i18n } = useLingui();
  const lines = view.lines.filter(({ gone, stays }) => gone > stays);
  if (lines.length === 0) return <p className={classes.quiet}><Trans>The other card has nothing that would go over.</Trans></p>;
  return (
    <ul className={classes.moves} aria-label={t`What goes over`}>
      {lines.map(({ what, gone, kept, stays }) => {
        const over = gone - stays;
        return (
          <li key={what}>
            {tell(i18n, mergeLines, what)}: <strong><Plural value={over} one="# comes over" other="# come over" /></strong>
            {kept > 0 && <span className={classes.quiet}>, <Trans>{kept} here already</Trans></span>}
          </li>
        );
      })}
    </ul>
  );
}
