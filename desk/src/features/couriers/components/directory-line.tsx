// The courier's cities and branches as we keep them: how many, read when, and what came in between.
import { Button } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { Ago } from "@/shared/ui/ticking";
import { directoryStates } from "@/shared/words/deliveries";
import { tellCode } from "@/shared/words/problems";
import { tell } from "@/shared/words/tell";

import { directoriesQuery, readDirectory, type Courier, type Directory } from "../api/couriers";
import classes from "./couriers.module.css";

export function DirectoryLine({ courier }: { courier: Courier }) {
  const { i18n, t } = useLingui();
  const cache = useQueryClient();
  const { data } = useQuery(directoriesQuery);
  const read = useMutation({
    mutationFn: () => readDirectory(courier),
    onSuccess: (fresh) => cache.setQueryData(directoriesQuery.queryKey, fresh),
  });
  const card = data?.items.find((one) => one.courier === courier);
  if (!card) return null;
  const fine = card.state === "ok" || card.state === "reading" || card.state === "never";
  return (
    <div className={classes.directory} role="group" aria-label={t`Cities and branches`}>
      <div className={classes.facts}>
        <b><Trans>Cities and branches</Trans></b>
        <Tag tone={card.state === "ok" ? "talking" : fine ? "paused" : "danger"} icon={card.state === "ok" ? "check" : fine ? "clock" : "warning"}>
          {tell(i18n, directoryStates, card.state)}
        </Tag>
        <Counts card={card} />
        <Button size="compact-xs" variant="default" loading={read.isPending} disabled={card.state === "reading"} onClick={() => read.mutate()}>
          <Trans>Read anew</Trans>
        </Button>
      </div>
      <Progress card={card} />
      <ProblemText error={read.error} />
    </div>
  );
}

function Counts({ card }: { card: Directory }) {
  return (
    <>
      <span><Plural value={card.cities} one="# city" few="# cities" many="# cities" other="# cities" /></span>
      <span><Plural value={card.branches} one="# branch" few="# branches" many="# branches" other="# branches" /></span>
      <span><Plural value={card.lockers} one="# locker" few="# lockers" many="# lockers" other="# lockers" /></span>
      {card.closed > 0 && <span><Plural value={card.closed} one="# closed" few="# closed" many="# closed" other="# closed" /></span>}
      {card.ended_at && <span><Trans>read whole</Trans> <Ago at={card.ended_at} /></span>}
    </>
  );
}

function Progress({ card }: { card: Directory }) {
  const { i18n } = useLingui();
  const { read, total, page, unreadable, failures } = card;
  return (
    <>
      {card.step !== "" && (
        <p className={classes.quiet}>
          {card.step === "cities" ? <Trans>Cities:</Trans> : <Trans>Branches:</Trans>}{" "}
          {total >= 0 ? <Trans>{read} of {total} rows, page {page}</Trans> : <Trans>{read} rows, part {page}</Trans>}
        </p>
      )}
      {unreadable > 0 && (
        <p className={classes.late}>
          <Plural value={unreadable} one="# row could not be read; what was known of it stays." few="# rows could not be read; what was known of them stays."
            many="# rows could not be read; what was known of them stays." other="# rows could not be read; what was known of them stays." />
        </p>
      )}
      {failures > 0 && <p className={classes.late}><Trans>asked in vain: {failures}</Trans> {card.error && tellCode(i18n, card.error)}</p>}
    </>
  );
}
