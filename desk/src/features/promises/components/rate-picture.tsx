// The days of a period as columns: kept below, late and broken on top. The table says the same in numbers.
import { useElementSize } from "@mantine/hooks";
import { Trans, useLingui } from "@lingui/react/macro";

import { laterAt, dateInput } from "@/shared/lib/zones";

import type { FigureRow, Tally } from "../api/kept-rate";
import classes from "./promises.module.css";

const height = 120;
const parts = ["kept", "late", "broken", "open"] as const;

export function RatePicture({ rows, from, to, zone }: { rows: FigureRow[]; from: number; to: number; zone: string }) {
  const { i18n, t } = useLingui();
  const { ref, width: measured } = useElementSize();
  const width = Math.max(320, measured);
  const byDay = new Map(rows.map((row) => [row.group_id, row.tally]));
  const days: string[] = [];
  for (let at = from; at < to && days.length < 400; at = laterAt(zone, at, 1, 0)) days.push(dateInput(zone, at));
  const top = Math.max(1, ...rows.map(({ tally }) => tally.made));
  const slot = width / days.length;
  const every = Math.ceil(56 / slot);
  const name = (day: string) => new Intl.DateTimeFormat(i18n.locale, { day: "numeric", month: "short", timeZone: "UTC" }).format(Date.parse(`${day}T00:00:00Z`));
  return (
    <figure className={classes.picture} ref={ref}>
      <figcaption>
        <Trans>Promises by the day they fell due</Trans>
        <span className={classes.legend}>
          <i data-part="kept" /><Trans>Kept</Trans> <i data-part="late" /><Trans>Late</Trans> <i data-part="broken" /><Trans>Broken</Trans> <i data-part="open" /><Trans>Open</Trans>
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height + 20}`} height={height + 20} role="img" aria-label={t`Promises by day: the numbers stand in the table below`}>
        <line x1={0} x2={width} y1={height} y2={height} className={classes.axis} />
        {days.map((day, at) => <Column key={day} tally={byDay.get(day)} x={slot * at + slot * 0.14} width={Math.min(slot * 0.72, 60)} top={top} title={name(day)} />)}
        {days.map((day, at) => at % every === 0 && <text key={day} x={slot * at + 2} y={height + 15}>{name(day)}</text>)}
      </svg>
    </figure>
  );
}

function Column({ tally, x, width, top, title }: { tally?: Tally; x: number; width: number; top: number; title: string }) {
  if (!tally) return null;
  let y = height;
  return (
    <g>
      <title>{`${title}: ${tally.kept}/${tally.made}`}</title>
      {parts.map((part) => {
        const tall = (tally[part] / top) * (height - 8);
        y -= tall;
        return tall > 0 && <rect key={part} data-part={part} x={x} y={y} width={width} height={tall} />;
      })}
    </g>
  );
}
