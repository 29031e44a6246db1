// Statuses of couriers that no table explains: each asked about once, by its name.
import { Select } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { useCan } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";
import { couriers, parcelStatuses } from "@/shared/words/deliveries";
import { tell } from "@/shared/words/tell";

import { codesQuery, explainCode, type ParcelStatus, type UnknownCode } from "../api/couriers";
import classes from "./couriers.module.css";

export function CodeQuestions() {
  const { data, error } = useQuery(codesQuery);
  const asked = data?.items.filter((code) => !code.status) ?? [];
  const known = data?.items.filter((code) => code.status) ?? [];
  if (!error && asked.length + known.length === 0) return null;
  return (
    <section className={classes.section}>
      <h2><Trans>What do these statuses mean?</Trans></h2>
      <ProblemText error={error} />
      {asked.length > 0 && <p className={classes.quiet}><Trans>Until you say, a parcel stays where it stood. Nothing is lost: what waited moves on with your answer.</Trans></p>}
      {[...asked, ...known].map((code) => <Question key={code.courier + code.code} code={code} />)}
    </section>
  );
}

function Question({ code }: { code: UnknownCode }) {
  const { t, i18n } = useLingui();
  const cache = useQueryClient();
  const may = useCan("stores.edit");
  const answer = useMutation({
    mutationFn: (status: ParcelStatus) => explainCode(code, status),
    onSuccess: (fresh) => cache.setQueryData(codesQuery.queryKey, fresh),
  });
  const name = code.code;
  const meanings = Object.keys(parcelStatuses).filter((value) => value !== "unknown").map((value) => ({ value, label: tell(i18n, parcelStatuses, value) }));
  return (
    <div className={classes.question}>
      <span>
        <strong>{couriers[code.courier]}</strong> <code>{name}</code>{" "}
        <Plural value={code.parcels} one="# parcel" few="# parcels" many="# parcels" other="# parcels" />
      </span>
      <Select size="xs" aria-label={t`Meaning of ${name}`} placeholder={t`It means…`} data={meanings} value={code.status ?? null} allowDeselect={false}
        disabled={!may || answer.isPending} onChange={(value) => { if (value) answer.mutate(value as ParcelStatus); }} />
      <ProblemText error={answer.error} />
    </div>
  );
}
