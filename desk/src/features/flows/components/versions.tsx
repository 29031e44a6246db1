// What was published, by whom and why; each against the one before it, and the way back.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { fullTime } from "@/shared/lib/time-words";
import { Rows } from "@/shared/ui/empty";
import { ProblemText } from "@/shared/ui/problem-text";

import { flowVersionsQuery } from "../api/flows";
import classes from "./flows.module.css";

interface Props {
  id: string;
  standing: number;
  may: boolean;
  busy: boolean;
  onBack: (version: number) => void;
}

export function FlowVersions({ id, standing, may, busy, onBack }: Props) {
  const { t, i18n } = useLingui();
  const { data, error } = useQuery(flowVersionsQuery(id));
  const told = { added: t`new`, removed: t`gone`, changed: t`changed` };
  return (
    <section className={classes.panel} aria-labelledby="flow-versions">
      <h2 id="flow-versions"><Trans>Versions</Trans></h2>
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data?.items.length === 0 && <p className={classes.quiet}><Trans>Nothing is published yet: no caller meets this flow.</Trans></p>}
      <ol className={classes.versions}>
        {data?.items.map((one) => {
          const number = one.version;
          return (
            <li key={number} className={classes.version}>
              <strong><Trans>Version {number}</Trans></strong>
              <span>{fullTime(i18n.locale, one.at)}</span>
              <span>{one.by_name}</span>
              <span className={classes.grow}>{one.note && `“${one.note}”`} <span className={classes.quiet}>{one.changes.map((change) => `${change.step} (${told[change.what]})`).join(", ")}</span></span>
              {number === standing
                ? <span className={classes.quiet}><Trans>callers meet this one</Trans></span>
                : may && <Button size="compact-sm" variant="default" disabled={busy} onClick={() => onBack(number)}><Trans>Go back to {number}</Trans></Button>}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
