// Who changed what: each version against the one before it, and the way back.
import { Button } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { QueueVersion } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { fullTime } from "@/shared/lib/time-words";
import { Rows } from "@/shared/ui/empty";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";

import { versionsQuery } from "../api/queues";
import { useWords } from "./change-words";
import classes from "./queues.module.css";

interface Props {
  id: string;
  standing: number;
  busy: boolean;
  onBack: (version: QueueVersion) => void;
}

export function Versions({ id, standing, busy, onBack }: Props) {
  const { t, i18n } = useLingui();
  const may = useCan("queues.edit");
  const { data, error } = useQuery(versionsQuery(id));
  const [open, setOpen] = useState<number>();
  return (
    <section className={classes.section} id="part-versions" aria-labelledby="part-versions-name">
      <h2 id="part-versions-name" tabIndex={-1}><Trans>Versions</Trans></h2>
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data?.items.length === 0 && <p className={classes.quiet}><Trans>Nothing was changed yet. Every save from now on is kept here, with who and why.</Trans></p>}
      <ol className={classes.versions}>
        {data?.items.map((one) => {
          const number = one.version;
          const when = one.at > 0 ? fullTime(i18n.locale, one.at) : t`before versions were kept`;
          return (
            <li key={one.version}>
              <div className={classes.version}>
                <strong><Trans>Version {number}</Trans></strong>
                <span>{when}</span>
                <span>{one.by_name || t`the system`}</span>
                <span className={classes.grow}>{one.note && `“${one.note}”`}</span>
                {one.changes.length > 0 && (
                  <Button size="compact-sm" variant="subtle" aria-expanded={open === number} onClick={() => setOpen(open === number ? undefined : number)}>
                    <Plural value={one.changes.length} one="# change" other="# changes" />
                  </Button>
                )}
                {number === standing
                  ? <span className={classes.standing}><Trans>stands now</Trans></span>
                  : may && <Button size="compact-sm" variant="default" disabled={busy} onClick={() => onBack(one)}><Trans>Go back to {number}</Trans></Button>}
              </div>
              {open === number && <Changes version={one} />}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Changes({ version }: { version: QueueVersion }) {
  const words = useWords();
  return (
    <div className={classes.scroll}>
      <table className={table.table}>
        <thead><tr><th><Trans>What</Trans></th><th><Trans>Before</Trans></th><th><Trans>After</Trans></th></tr></thead>
        <tbody>
          {version.changes.map((one) => (
            <tr key={one.field}>
              <td>{words.field(one.field)}</td>
              <td className={classes.before}>{words.value(one.field, one.before)}</td>
              <td>{words.value(one.field, one.after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
