// One way of delivery: what it costs, when it comes, how often it came at the first try there, or why it is none.
import { Trans, useLingui } from "@lingui/react/macro";

import { tellMoney } from "@/shared/lib/money";
import { fullTime, slot } from "@/shared/lib/time-words";
import { Key } from "@/shared/ui/kbd";
import { Tag } from "@/shared/ui/tag";
import { useNow } from "@/shared/ui/ticking";
import { couriers, refusals, services } from "@/shared/words/deliveries";
import { tell } from "@/shared/words/tell";

import type { Way } from "../api/ways";
import classes from "./ways.module.css";

interface Props {
  way: Way;
  zone?: string;
  chosen: boolean;
  onChoose: () => void;
}

export function WayRow({ way, zone, chosen, onChoose }: Props) {
  const { i18n } = useLingui();
  const now = useNow();
  const shut = way.refused.code !== "";
  return (
    <button type="button" role="radio" aria-checked={chosen} className={classes.way} data-shut={shut || undefined} onClick={onChoose}>
      <Key name={String(way.rank)} />
      <span className={classes.name}>
        <b>{couriers[way.courier] ?? way.courier}</b> {tell(i18n, services, way.service)}
        {way.point && <small>{way.point.name}</small>}
        {shut && <small className={classes.shut}><Refused refused={way.refused} /></small>}
      </span>
      <span className={classes.price}>
        {way.price ? tellMoney(i18n.locale, way.price) : <Trans>no price</Trans>}
        <Basis way={way} />
      </span>
      <span className={classes.when}>
        {way.arrives_on ? <Day text={way.arrives_on} /> : <Trans>day not known</Trans>}
        {way.slot_from && way.slot_to && <small>{slot(i18n.locale, now, way.slot_from, way.slot_to, zone)}</small>}
        {way.arrives_on && !way.arrival_told && <small><Trans>by our rule</Trans></small>}
      </span>
      <span className={classes.sure}><Reliable way={way} /></span>
    </button>
  );
}

function Day({ text }: { text: string }) {
  const { i18n } = useLingui();
  const day = new Date(`${text}T12:00:00Z`);
  return <span>{new Intl.DateTimeFormat(i18n.locale, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }).format(day)}</span>;
}

/** An estimate never looks like a price. */
function Basis({ way }: { way: Way }) {
  const { t, i18n } = useLingui();
  if (way.basis === "kept" && way.priced_at)
    return <Tag tone="paused" icon="clock" title={t`The courier told this price then; it does not answer now.`}><Trans>estimate of {fullTime(i18n.locale, way.priced_at)}</Trans></Tag>;
  if (way.basis === "tariff")
    return <Tag tone="paused" icon="clock" title={t`The courier does not answer; this is our tariff.`}><Trans>estimate by tariff of {way.tariff_from}</Trans></Tag>;
  return null;
}

function Reliable({ way }: { way: Way }) {
  const { over, first_time, of } = way.reliability;
  if (over === "none") return <Trans>too few parcels to tell</Trans>;
  return (
    <>
      <Trans>{first_time} of {of} at the first try</Trans>
      <small>
        {over === "point" ? <Trans>at this point</Trans> : over === "city" ? <Trans>in this city</Trans> : <Trans>with this courier</Trans>}
      </small>
    </>
  );
}

export function Refused({ refused }: { refused: Way["refused"] }) {
  const { i18n } = useLingui();
  const { code, limit } = refused;
  const words = tell(i18n, refusals, code);
  if (code === "weight") return <>{words} <Trans>at most {limit / 1000} kg</Trans></>;
  if (code === "size") return <>{words} <Trans>at most {limit} cm</Trans></>;
  if (code === "value") return <>{words} <Trans>at most {limit / 100}</Trans></>;
  return <>{words}</>;
}
