// The days by the hour: the record, and both days on paper with the band of their uncertainty; each line has its own dashes. SVG.
import { useElementSize } from "@mantine/hooks";
import { useLingui } from "@lingui/react/macro";

import classes from "./what-if.module.css";
import { tellFigure, tellNumber, topOf, type HourPoint, type Unit } from "./values";

const height = 190;
const left = 56;
const above = 12;
const bottom = 24;

interface Props {
  title: string;
  unit: Unit;
  record: HourPoint[];
  was: HourPoint[];
  now: HourPoint[];
}

export function DayChart({ title, unit, record, was, now }: Props) {
  const { t, i18n } = useLingui();
  const { ref, width: measured } = useElementSize();
  if (was.length === 0) return null;
  const width = Math.max(measured, 320); // drawn in real pixels, so that text keeps its size
  const top = topOf(unit, [record, was, now]);
  const slot = (width - left) / was.length;
  const x = (at: number) => left + slot * (at + 0.5);
  const y = (value: number) => (height - bottom - above) * (1 - Math.min(Math.max(value / top, 0), 1)) + above;
  const every = Math.max(1, Math.ceil(48 / slot));
  const alike = was.map(({ hour }) => record.find((one) => one.hour === hour) ?? { hour });
  const lines = [{ id: "record", name: t`Record`, points: alike }, { id: "0", name: t`As it was (model)`, points: was }, { id: "1", name: t`With the change`, points: now }];
  return (
    <figure className={classes.chart} ref={ref}>
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} height={height} role="img" aria-label={t`${title}: the record and both days hour by hour`}>
        {[0, top / 2, top].map((mark) => (
          <g key={mark}>
            <line x1={left} x2={width} y1={y(mark)} y2={y(mark)} className={classes.grid} />
            <text x={left - 8} y={y(mark) + 4} textAnchor="end">{tellNumber(i18n.locale, unit, mark)}</text>
          </g>
        ))}
        {was.map(({ hour }, at) => at % every === 0 && (
          <text key={hour} x={x(at)} y={height - 6} textAnchor="middle">{`${hour % 24}:00`}</text>
        ))}
        {lines.map(({ id, points }) => <path key={id} d={bandOf(points, x, y)} className={classes.band} data-line={id} />)}
        {lines.map(({ id, points }) => <path key={id} d={pathOf(points, x, y)} className={classes.line} data-line={id} />)}
        {lines.map(({ id, name, points }) => points.map(({ hour, figure }, at) => typeof figure?.mean === "number" && (
          <circle key={`${id}.${hour}`} cx={x(at)} cy={y(figure.mean)} r={3} className={classes.dot} data-line={id}>
            <title>{`${name}, ${hour % 24}:00: ${tellFigure(i18n.locale, unit, figure)}`}</title>
          </circle>
        )))}
      </svg>
      <ul className={classes.legend}>
        {lines.map(({ id, name }) => (
          <li key={id}><svg viewBox="0 0 32 8" aria-hidden><path d="M0 4H32" className={classes.line} data-line={id} /></svg>{name}</li>
        ))}
      </ul>
    </figure>
  );
}

type Scale = (value: number) => number;

/** A gap in the figures is a gap in the line. */
function pathOf(points: HourPoint[], x: Scale, y: Scale): string {
  let drawn = "";
  let open = false;
  points.forEach(({ figure }, at) => {
    const value = figure?.mean;
    if (typeof value === "number") drawn += `${open ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    open = typeof value === "number";
  });
  return drawn;
}

function bandOf(points: HourPoint[], x: Scale, y: Scale): string {
  const known = points.flatMap(({ figure }, at) =>
    typeof figure?.low === "number" && typeof figure.high === "number" ? [{ at, low: figure.low, high: figure.high }] : []);
  if (known.length < 2) return "";
  const up = known.map(({ at, high }) => `${x(at).toFixed(1)} ${y(high).toFixed(1)}`);
  const down = known.reverse().map(({ at, low }) => `${x(at).toFixed(1)} ${y(low).toFixed(1)}`);
  return `M${[...up, ...down].join("L")}Z`;
}
