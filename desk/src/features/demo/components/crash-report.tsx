// What came back after the plug was pulled.
import { Trans, useLingui } from "@lingui/react/macro";

import type { CrashReport } from "@/shared/api/types";
import { lengthWords } from "@/shared/lib/time-words";
import { Icon } from "@/shared/ui/icon";
import { Ago } from "@/shared/ui/ticking";

import classes from "./demo.module.css";

export function CrashReportView({ report }: { report: CrashReport }) {
  const { t, i18n } = useLingui();
  const rows: [string, number][] = [
    [t`calls cut off`, report.calls_lost],
    [t`became call-backs with their old place`, report.callbacks_made],
    [t`tasks stand as before`, report.tasks_restored],
    [t`recordings repaired`, report.recordings_repaired],
    [t`orders checked, none lost`, report.orders_checked],
    [t`promises checked, none lost`, report.promises_checked],
  ];
  return (
    <section className={classes.report} aria-live="polite">
      <h2><Icon name="check" /> <Trans>The server came back</Trans></h2>
      <p><Ago at={report.at} /> · <Trans>away for {lengthWords(i18n.locale, report.down_ms)}</Trans></p>
      <dl>
        {rows.map(([name, count]) => <div key={name}><dd>{count}</dd><dt>{name}</dt></div>)}
      </dl>
    </section>
  );
}
