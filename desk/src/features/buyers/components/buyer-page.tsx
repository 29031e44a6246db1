// One buyer on one screen: who is with him, whether he may be contacted now, everything that passed between us.
import { Select } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Id } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { clockTime } from "@/shared/lib/time-words";
import { Rows } from "@/shared/ui/empty";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { useNow } from "@/shared/ui/ticking";
import { languages } from "@/shared/words/contact";
import { purposes } from "@/shared/words/buyers";
import { tell } from "@/shared/words/tell";

import { buyerQuery, type BuyerPage as Data, type Purpose } from "../api/buyers";
import { BuyerCard } from "./buyer-card";
import classes from "./buyer-page.module.css";
import { Merged } from "./merged";
import { Ledger } from "./ledger";
import { Standing } from "./standing";
import { Thread } from "./thread";
import { useLooking } from "./use-looking";

interface Props {
  id: Id;
  /** Her live contact with him: then nothing is masked. */
  contactId?: Id;
  /** The button that calls him, from the feature that calls. */
  call: React.ReactNode;
}

export function BuyerPage({ id, contactId, call }: Props) {
  const { t, i18n } = useLingui();
  const works = useCan("desk.work");
  const [purpose, setPurpose] = useState<Purpose>("other");
  const page = useQuery(buyerQuery(id, contactId, purpose));
  useLooking(id, contactId, purpose, works);
  const data = page.data;
  const choose = (
    <Select aria-label={t`Why you are here`} w={220} value={purpose} allowDeselect={false} onChange={(value) => setPurpose(value as Purpose)}
      data={Object.keys(purposes).map((value) => ({ value, label: tell(i18n, purposes, value) }))} />
  );
  return (
    <Page title={data ? data.customer.name || t`Erased buyer` : t`Buyer`} actions={<>{works && choose}{data && free(data) && call}</>}
      bar={data && <Facts data={data} />}>
      <ProblemText error={page.error} />
      {page.isPending && <Rows count={12} />}
      {data && (
        <div className={classes.columns}>
          <main className={classes.main}>
            <Merged id={id} />
            <Standing id={id} contactId={contactId} purpose={purpose} look={data.look} zone={data.customer.tz || undefined} />
            <Ledger id={id} contactId={contactId} zone={data.customer.tz || undefined} />
            <Thread id={id} contactId={contactId} />
          </main>
          <BuyerCard data={data} contactId={contactId} />
        </div>
      )}
    </Page>
  );
}

/** What another person or a spent budget forbids is not offered; the reasons stand beside. */
const free = ({ look }: Data) => !look.why_not.some(({ code }) => code === "held" || code === "in_talk");

function Facts({ data }: { data: Data }) {
  const { i18n } = useLingui();
  const now = useNow();
  const { customer, look } = data;
  const today = look.attempts_today;
  const week = look.attempts_week;
  return (
    <p className={classes.facts}>
      {customer.language && <Tag tone="plain">{tell(i18n, languages, customer.language)}</Tag>}
      {customer.do_not_call && <Tag tone="danger" icon="ban"><Trans>do not call</Trans></Tag>}
      {customer.tz && <span><Trans>there now</Trans> {clockTime(i18n.locale, now, customer.tz)}</span>}
      <span><Trans>contacted today: {today} of {look.rules.attempts_per_day}</Trans></span>
      <span><Trans>in seven days: {week} of {look.rules.attempts_per_week}</Trans></span>
    </p>
  );
}
