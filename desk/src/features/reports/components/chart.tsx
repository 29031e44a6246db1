// The picture beside the table: bars for one line, lines with their own dashes for several. Drawn as SVG from the same
// numbers; every bar says its value on hover and focus, and the table below holds them all for a screen reader.
import { useElementSize } from "@mantine/hooks";
import { useLingui } from "@lingui/react/macro";

import type { Kind } from "../api/reports";
import classes from "./reports.module.css";
import { ticksOf } from "./ticks";
import { tellValue, topOf, type Line } from "./values";

const height = 220;
const left = 64;
const above = 12; // room for the top mark's own text
const bottom = 24;
const line = 16; // of text under the picture
const letter = 3.4; // half of one, of text of 12 px
const dashes = ["", "8 4", "2 4", "12 4 2 4", "4 2"];

interface Props {
  title: string;
  kind: Kind;
  currency?: string;
  lines: Line[];
}

export function Chart({ title, kind, currency, lines }: Props) {
  const { i18n, t } = useLingui();
  const { ref, width: measured } = useElementSize();
  const points = lines[0]?.points.length ?? 0;
  if (points === 0) return null;
  const width = Math.max(measured, 320); // drawn in real pixels, so that text keeps its size
  const top = topOf(kind, lines);
  const slot = (width - left) / points;
  const x = (at: number) => left + slot * (at + 0.5);
  const y = (value: number) => (height - bottom - above) * (1 - value / top) + above;
  const marks = kind === "count" && top < 4 ? [0, top] : [0, top / 2, top];
  const ticks = ticksOf(lines[0]!.points, slot);
  const total = height + 8 + (ticks.some((tick) => tick.under) ? line : 0);
  const place = (at: number, text: string) =>
    (width - x(at) < text.length * letter ? { x: width, textAnchor: "end" as const } : { x: x(at), textAnchor: "middle" as const });
  return (
    <figure className={classes.chart} ref={ref}>
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${width} ${total}`} height={total} role="img" aria-label={t`${title}: the numbers stand in the table below`}>
        {marks.map((mark) => (
          <g key={mark}>
            <line x1={left} x2={width} y1={y(mark)} y2={y(mark)} className={classes.grid} />
            <text x={left - 8} y={y(mark) + 4} textAnchor="end">{tellValue(i18n.locale, kind, Math.round(mark), currency)}</text>
          </g>
        ))}
        {ticks.map(({ at, text, under }) => (
          <g key={at}>
            <text {...place(at, text)} y={height + 4}>{text}</text>
            {under && <text {...place(at, under)} y={height + 4 + line}>{under}</text>}
          </g>
        ))}
        {lines.length === 1
          ? lines[0]!.points.map((point, at) => point.value !== null && (
              <rect key={at} className={classes.bar} x={x(at) - Math.min(slot * 0.36, 40)} width={Math.min(slot * 0.72, 80)}
                y={y(point.value)} height={Math.max(1, y(0) - y(point.value))}>
                <title>{`${point.label}: ${tellValue(i18n.locale, kind, point.value, currency)}`}</title>
              </rect>
            ))
          : lines.map((line, index) => (
              <path key={line.name} d={pathOf(line, x, y)} className={classes.line} data-line={index} strokeDasharray={dashes[index]}>
                <title>{line.name}</title>
              </path>
            ))}
      </svg>
      {lines.length > 1 && (
        <ul className={classes.legend}>
          {lines.map((line, index) => (
            <li key={line.name}>
              <svg viewBox="0 0 32 8" aria-hidden><path d="M0 4H32" className={classes.line} data-line={index} strokeDasharray={dashes[index]} /></svg>
              {line.name}
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}

/** A gap in the numbers is a gap in the line. */
function pathOf(line: Line, x: (at: number) => number, y: (value: number) => number): string {
  let drawn = "";
  let open = false;
  line.points.forEach((point, at) => {
    if (point.value !== null) drawn += `${open ? "L" : "M"}${x(at).toFixed(1)} ${y(point.value).toFixed(1)}`;
    open = point.value !== null;
  });
  return drawn;
}
