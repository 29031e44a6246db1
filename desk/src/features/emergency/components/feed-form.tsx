// A new alert feed: what it says an alarm of, whom that concerns, and how people come back.
import { Button, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { ApiError } from "@/shared/api/client";
import type { AlertFeed, EmergencyKind } from "@/shared/api/types";
import { ProblemText } from "@/shared/ui/problem-text";
import { emergencyKinds, promiseMoves, staggers } from "@/shared/words/emergency";

import { makeFeed } from "../api/emergency";
import classes from "./emergency.module.css";
import { everybody, isChosen, toScope } from "./scope";
import { ScopeFields } from "./scope-fields";

const kinds = Object.keys(emergencyKinds) as EmergencyKind[];

export function FeedForm({ onDone }: { onDone: (made?: AlertFeed) => void }) {
  const { t, i18n } = useLingui();
  const cache = useQueryClient();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<EmergencyKind>("air_raid");
  const [scope, setScope] = useState(everybody);
  const [move, setMove] = useState(60 * 60_000);
  const [stagger, setStagger] = useState(5_000);
  const make = useMutation({
    mutationFn: () => makeFeed({ name: name.trim(), kind, scope: toScope(scope), move_promises_by_ms: move, stagger_ms: stagger }),
    onSuccess: (made) => {
      void cache.invalidateQueries({ queryKey: ["alert-feeds"] });
      onDone(made);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isChosen(scope)) make.mutate();
  };
  const numbers = (list: typeof promiseMoves) => list.map(([ms, words]) => ({ value: String(ms), label: i18n._(words) }));
  const field = make.error instanceof ApiError ? make.error.field : undefined;
  return (
    <form className={classes.form} onSubmit={submit} aria-label={t`Make an alert feed`}>
      <div className={classes.two}>
        <TextInput label={t`Name`} required autoFocus maxLength={50} value={name} error={field === "name"} onChange={(event) => setName(event.currentTarget.value)} />
        <Select label={t`What it warns of`} value={kind} data={kinds.map((value) => ({ value, label: i18n._(emergencyKinds[value]) }))}
          onChange={(value) => setKind(kinds.find((one) => one === value) ?? kind)} />
      </div>
      <ScopeFields value={scope} onChange={setScope} />
      <div className={classes.two}>
        <Select label={t`Promises that fall due meanwhile move`} value={String(move)} data={numbers(promiseMoves)} onChange={(value) => setMove(Number(value))} />
        <Select label={t`After the all clear people come back`} value={String(stagger)} data={numbers(staggers)} onChange={(value) => setStagger(Number(value))} />
      </div>
      <ProblemText error={make.error} />
      <div className={classes.buttons}>
        <Button type="submit" loading={make.isPending} disabled={!isChosen(scope)}><Trans>Make the feed</Trans></Button>
        <Button variant="default" type="button" onClick={() => onDone()}><Trans>Not now</Trans></Button>
      </div>
    </form>
  );
}
