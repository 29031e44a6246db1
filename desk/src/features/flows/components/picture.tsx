// The flow as a picture: steps as cards, ways as lines. Each card is a button; the list beside it says the same in words.
import { useLingui } from "@lingui/react/macro";
import { useEffect, useMemo, useRef, type KeyboardEvent } from "react";

import type { FlowBody, FlowFinding, PassedStep } from "@/shared/api/types";
import { exitName, stepKinds } from "@/shared/words/flows";
import { tell } from "@/shared/words/tell";

import { box, layout, type Picture as Drawn, type Placed, type Way } from "../lib/layout";
import classes from "./flows.module.css";

interface Props {
  flow: FlowBody;
  chosen?: string;
  onChoose: (name: string) => void;
  findings: FlowFinding[];
  /** The way of the pretended caller, lit up. */
  passed?: PassedStep[];
  here?: string;
}

export function Picture({ flow, chosen, onChoose, findings, passed = [], here }: Props) {
  const { t, i18n } = useLingui();
  const drawn = useMemo(() => layout(flow), [flow]);
  const faulty = new Set(findings.filter((one) => one.severity === "error").map((one) => one.step));
  const lit = new Set(passed.map((one) => `${one.step} ${one.exit}`));
  const been = new Set(passed.map((one) => one.step));
  const titles = new Map(flow.steps.map((step) => [step.name, step]));
  const canvas = useRef<HTMLDivElement>(null);
  const seen = here ?? chosen;
  useEffect(() => {
    // The chosen step into the middle of the canvas, where it is not in sight; the page stays where it is.
    const window = canvas.current;
    const node = window?.querySelector(`[data-step="${CSS.escape(seen ?? "")}"]`);
    if (!window || !node) return;
    const [card, frame] = [node.getBoundingClientRect(), window.getBoundingClientRect()];
    if (card.left < frame.left || card.right > frame.right) window.scrollLeft += (card.left + card.right - frame.left - frame.right) / 2;
    if (card.top < frame.top || card.bottom > frame.bottom) window.scrollTop += (card.top + card.bottom - frame.top - frame.bottom) / 2;
  }, [seen, drawn]);
  const press = (event: KeyboardEvent, name: string) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onChoose(name);
  };
  return (
    <div ref={canvas} className={classes.canvas} tabIndex={0} role="region" aria-label={t`Picture of the flow`}>
      <svg viewBox={`0 0 ${drawn.width} ${drawn.height}`} style={{ width: drawn.width, minWidth: drawn.width * smallest }} role="group" aria-label={t`Steps`}>
        <defs>
          <marker id="flow-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse">
            <path d="M0 0L8 4L0 8z" fill="var(--ol-text-3)" />
          </marker>
        </defs>
        {drawn.ways.map((way, at) => <Line key={at} way={way} picture={drawn} lit={lit.has(`${way.from} ${way.on}`)} />)}
        {drawn.ways.map((way, at) => <Name key={at} way={way} picture={drawn} name={exitName(i18n, way.on)} />)}
        {drawn.steps.map((one) => {
          const step = titles.get(one.name);
          const kind = step ? tell(i18n, stepKinds, step.kind) : "";
          const title = step?.title || one.name;
          return (
            <g key={one.name} className={classes.node} role="button" tabIndex={0} aria-pressed={chosen === one.name} aria-label={`${title} ${kind}`}
              data-step={one.name} data-fault={faulty.has(one.name) || undefined} data-passed={been.has(one.name) || undefined} data-here={here === one.name || undefined}
              transform={`translate(${one.x} ${one.y})`} onClick={() => onChoose(one.name)} onKeyDown={(event) => press(event, one.name)}>
              <rect width={box.width} height={box.height} rx={8} />
              <title>{title}</title>
              <text x={12} y={24}>{`${fitted(title, "600 12.5px")} `}</text>
              <text x={12} y={43} className={classes.kind}>{fitted(flow.start === one.name ? `▸ ${kind}` : kind, "400 11.5px")}</text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** A wide flow is drawn smaller, but never too small to be read; then the canvas scrolls. */
const smallest = 0.78;

const pen = typeof document === "undefined" ? null : document.createElement("canvas").getContext("2d");
/** What of it fits into a card: letters differ in width, and so do languages. */
function fitted(text: string, font: string): string {
  const width = box.width - 24;
  if (!pen) return short(text, 20);
  pen.font = `${font} ${getComputedStyle(document.body).fontFamily}`;
  const wide = (what: string) => pen.measureText(what).width > width;
  if (!wide(text)) return text;
  const letters = [...text];
  while (letters.length > 1 && wide(`${letters.join("")}…`)) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

const short = (text: string, most: number) => ([...text].length > most ? `${[...text].slice(0, most - 1).join("")}…` : text);

/** Where a way leaves its card, and the how manieth of that card it is. */
function leaves(way: Way, picture: Drawn) {
  const from = picture.steps.find((one) => one.name === way.from);
  const siblings = picture.ways.filter((one) => one.from === way.from);
  const place = siblings.indexOf(way);
  return from && { x: from.x + (box.width * (place + 1)) / (siblings.length + 1), y: from.y + box.height, place };
}

function Line({ way, picture, lit }: { way: Way; picture: Drawn; lit: boolean }) {
  const start = leaves(way, picture);
  const to = picture.steps.find((one) => one.name === way.to);
  if (!start || !to) return null;
  return <path className={classes.way} data-passed={lit || undefined} d={way.back ? around(start, to, picture.width) : down(start, to)} markerEnd="url(#flow-arrow)" />;
}

/** Above all lines, and each on a row of its own among three neighbours. */
function Name({ way, picture, name }: { way: Way; picture: Drawn; name: string }) {
  const start = leaves(way, picture);
  return start ? <text className={classes.wayName} x={start.x + 3} y={start.y + 13 + (start.place % 3) * 13}>{short(name, 14)}</text> : null;
}

function down(start: { x: number; y: number }, to: Placed): string {
  const end = { x: to.x + box.width / 2, y: to.y - 2 };
  const bend = Math.max(24, (end.y - start.y) / 2);
  return `M${start.x} ${start.y}C${start.x} ${start.y + bend} ${end.x} ${end.y - bend} ${end.x} ${end.y}`;
}
function around(start: { x: number; y: number }, to: Placed, width: number): string {
  const side = width - 14;
  const end = { x: to.x + box.width + 2, y: to.y + box.height / 2 };
  return `M${start.x} ${start.y}C${start.x} ${start.y + 40} ${side} ${start.y + 40} ${side} ${start.y}L${side} ${end.y + 20}C${side} ${end.y} ${side} ${end.y} ${end.x} ${end.y}`;
}
