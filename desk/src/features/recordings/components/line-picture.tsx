// How the line of a call sounded: the estimate from 1 (bad) to 4.5 (best) over the talk, buyer above operator; red where nothing arrived.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import type { LineSide } from "@/shared/api/types";

import { lineQuery } from "../api/recordings";
import classes from "./line-picture.module.css";

const height = 36;

export function LinePicture({ contactId }: { contactId: string }) {
  const { t } = useLingui();
  const { data } = useQuery(lineQuery(contactId));
  const sides = data?.sides.filter((one) => one.points.length > 0) ?? [];
  if (sides.length === 0) return null;
  return (
    <section className={classes.line} aria-label={t`Quality of the line`}>
      {sides.map((side) => <Side key={side.side} of={side} />)}
      <p><Trans>Estimate from loss and jitter (ITU-T G.107): 4.0 and more is good, below 3.1 many are dissatisfied. Red: nothing arrived.</Trans></p>
    </section>
  );
}

function Side({ of }: { of: LineSide }) {
  const { t } = useLingui();
  const name = of.side === "buyer" ? t`From the buyer` : t`From the operator`;
  const width = Math.max(1, of.points.length);
  const y = (mos: number) => height - ((mos - 100) / 350) * height;
  const path = of.points.map((point, at) => `${at === 0 ? "M" : "L"}${at + 0.5} ${y(Math.max(100, point.mos_x100)).toFixed(1)}`).join("");
  const mos = (of.mos_x100 / 100).toFixed(1), least = (of.mos_least_x100 / 100).toFixed(1);
  const loss = (of.loss_permille / 10).toFixed(1), jitter = of.jitter_ms, silent = Math.round(of.silent_ms / 1000);
  const words = [
    `${name}: ${mos}`, t`lowest ${least}`, t`loss ${loss} %`, t`jitter ${jitter} ms`, ...(silent > 0 ? [t`silent for ${silent} s`] : []),
  ].join(", ");
  return (
    <figure>
      <figcaption>{words}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={words}>
        <line x1="0" x2={width} y1={y(310)} y2={y(310)} className={classes.limit} />
        {of.points.map((point, at) => point.mos_x100 === 0 && <rect key={at} x={at} width="1" y="0" height={height} className={classes.silent} />)}
        <path d={width === 1 ? `${path}h0.5` : path} className={classes.mos} />
      </svg>
    </figure>
  );
}
