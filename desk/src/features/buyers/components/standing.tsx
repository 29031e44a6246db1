// Who is with the buyer, why not now, and what others want said: the holder says it in one contact.
import { Button, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Id } from "@/shared/api/types";
import { useMe } from "@/shared/lib/session";
import { momentWords } from "@/shared/lib/time-words";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { Since, useNow } from "@/shared/ui/ticking";
import { purposes, tellNotNow } from "@/shared/words/buyers";
import { tell } from "@/shared/words/tell";

import { useLook, type Look, type NotNow, type Purpose } from "../api/buyers";
import classes from "./buyer-page.module.css";

interface Props {
  id: Id;
  contactId?: Id;
  purpose: Purpose;
  look: Look;
  /** Where he lives: the end of the quiet hours is told by his clock, as "there now" is. */
  zone?: string;
}

export function Standing(props: Props) {
  const { t } = useLingui();
  const { look } = props;
  return (
    <section className={classes.standing} aria-label={t`Who is with this buyer`} aria-live="polite">
      <Lookers look={look} />
      {look.why_not.length === 0 ? (
        <p><Tag tone="talking" icon="check"><Trans>May be contacted now</Trans></Tag></p>
      ) : (
        <ul>{look.why_not.map((why) => <Reason key={why.code + (why.params[0]?.[1] ?? "")} why={why} holder={look.holder_name} zone={props.zone} />)}</ul>
      )}
      <Points {...props} />
    </section>
  );
}

function Lookers({ look }: { look: Look }) {
  const { i18n } = useLingui();
  const me = useMe();
  const others = look.lookers.filter(({ person_id, holds }) => person_id !== me.person_id || holds);
  if (others.length === 0) return null;
  return (
    <ul className={classes.lookers}>
      {others.map((one) => (
        <li key={one.person_id}>
          <Icon name={one.in_talk ? "phone" : one.holds ? "hold" : "eye"} size={14} />{" "}
          <strong>{one.person_id === me.person_id ? <Trans>{one.name} (you)</Trans> : one.name}</strong>{" "}
          {one.in_talk ? <Trans>talks with the buyer</Trans> : one.holds ? <Trans>holds the buyer</Trans> : <Trans>looks too</Trans>},{" "}
          {tell(i18n, purposes, one.purpose)}, <Since since={one.since} />
        </li>
      ))}
    </ul>
  );
}

function Reason({ why, holder, zone }: { why: NotNow; holder: string; zone?: string }) {
  const { i18n } = useLingui();
  const now = useNow();
  const purpose = why.params.find(([name]) => name === "purpose")?.[1];
  const until = typeof why.until === "number" ? momentWords(i18n.locale, now, why.until, why.code === "quiet_hours" || why.code === "marketing_hours" ? zone : undefined) : undefined;
  return (
    <li className={classes.reason}>
      <Icon name="warning" size={14} /> {tellNotNow(i18n, why)}
      {(why.code === "held" || why.code === "in_talk") && holder && `: ${holder}`}
      {purpose && (why.code === "held") && `, ${tell(i18n, purposes, purpose)}`}
      {until && <span className={classes.quiet}> <Trans>until {until}</Trans></span>}
    </li>
  );
}

function Points({ id, contactId, purpose, look }: Props) {
  const { t, i18n } = useLingui();
  const [words, setWords] = useState("");
  const step = useLook(id, contactId);
  const add = () => {
    if (words.trim()) step.mutate({ purpose, words }, { onSuccess: () => setWords("") });
  };
  return (
    <>
      {look.points.length > 0 && (
        <>
          <h3><Trans>To be said in the next contact</Trans></h3>
          <ul>
            {look.points.map((point) => (
              <li key={point.id} className={classes.point} data-said={typeof point.said_at === "number" || undefined}>
                <span>{point.words} <span className={classes.quiet}>{point.by_name}, {tell(i18n, purposes, point.purpose)}</span></span>
                {typeof point.said_at !== "number"
                  ? <Button size="compact-xs" variant="default" loading={step.isPending} onClick={() => step.mutate({ purpose, said: [point.id] })}><Trans>Said</Trans></Button>
                  : <span className={classes.quiet}><Icon name="check" size={13} /> {point.said_by_name}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      {!look.mine && look.holder_name && (
        <form className={classes.hand} onSubmit={(event) => { event.preventDefault(); add(); }}>
          <TextInput size="xs" className={classes.grow} maxLength={300} value={words} onChange={(event) => setWords(event.currentTarget.value)}
            aria-label={t`What you want said`} placeholder={t`What you want said: it is handed to who is with the buyer`} />
          <Button size="xs" type="submit" variant="default" loading={step.isPending}><Trans>Hand over</Trans></Button>
        </form>
      )}
      <ProblemText error={step.error} />
    </>
  );
}
