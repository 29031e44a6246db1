// Marking somebody ill: her promises and orders go to others by rule; shown before it is done.
import { Button, TextInput } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { Person } from "@/shared/api/types";
import { serverNow } from "@/shared/lib/clock";
import { useCan, useMe } from "@/shared/lib/session";
import { dayAndTime } from "@/shared/lib/time-words";
import { dateInput, laterAt, readInputs } from "@/shared/lib/zones";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import type { Words } from "@/shared/words/contact";
import { promiseKinds } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { markIll, type Illness, type Reason } from "../api/illness";
import classes from "./person-form.module.css";

const reasons: Words<Reason> = {
  with_order: msg`goes with the order`, superior: msg`difficult question: the superior`, stand_in: msg`her stand-in`,
  fewest_open: msg`owes the fewest`, line: msg`nobody is here`,
};

export function IllPanel({ person }: { person: Person }) {
  const may = useCan("promises.edit");
  const [open, setOpen] = useState(false);
  if (!may || !person.active) return null;
  if (!open) return <Button variant="default" leftSection={<Icon name="coffee" />} onClick={() => setOpen(true)}><Trans>Mark ill</Trans></Button>;
  return <Ill person={person} />;
}

/** The last day is inside: she is back on the next one. */
function Ill({ person }: { person: Person }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const zone = useMe().shops[0]?.tz ?? "UTC";
  const [now] = useState(serverNow);
  const [day, setDay] = useState(dateInput(zone, now));
  const last = readInputs(zone, day, "00:00");
  const until = last === undefined ? undefined : laterAt(zone, last, 1, 0);
  const plan = useQuery({ queryKey: ["illness", person.id, until], queryFn: () => markIll(person.id, until ?? 0, true), enabled: until !== undefined && until > now });
  const carry = useMutation({
    mutationFn: () => markIll(person.id, until ?? 0, false),
    onSuccess: () => void cache.invalidateQueries(),
  });
  if (carry.data) return <p role="status"><Icon name="check" /> <Trans>Marked ill. What she had is with the others, and they were told.</Trans></p>;
  return (
    <section className={classes.form} aria-label={t`Mark ill`}>
      <TextInput type="date" label={t`Ill up to and with`} value={day} min={dateInput(zone, now)} onChange={(event) => setDay(event.currentTarget.value)} />
      <ProblemText error={plan.error ?? carry.error} />
      {plan.data && <Plan plan={plan.data} now={now} />}
      <Button disabled={!plan.data} loading={carry.isPending} onClick={() => carry.mutate()}><Trans>Mark ill and hand everything over</Trans></Button>
    </section>
  );
}

function Plan({ plan, now }: { plan: Illness; now: number }) {
  const { t, i18n } = useLingui();
  const heir = plan.orders_to_name;
  return (
    <>
      {plan.orders > 0 && (
        <p>{heir ? <Plural value={plan.orders} one={`# open order goes to ${heir}.`} other={`# open orders go to ${heir}.`} /> : <Trans>Her open orders stay with her: nobody may take them.</Trans>}</p>
      )}
      {plan.moves.length === 0 ? <p><Trans>She has promised nothing for that time.</Trans></p> : (
        <div style={{ maxHeight: 280, overflow: "auto" }}>
          <table className={table.table}>
            <thead><tr><th><Trans>Due</Trans></th><th><Trans>What</Trans></th><th><Trans>Goes to</Trans></th></tr></thead>
            <tbody>
              {plan.moves.map(({ promise, to_name, reason }) => (
                <tr key={promise.id}>
                  <td className={table.nowrap}>{dayAndTime(i18n.locale, now, promise.due_at)}</td>
                  <td>{tell(i18n, promiseKinds, promise.kind)}, {promise.to_name}</td>
                  <td>{to_name || t`the line: whoever comes first`} <span className={table.quiet}>({tell(i18n, reasons, reason)})</span></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
