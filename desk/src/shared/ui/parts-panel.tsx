// Who talked when: bars over the time of the contact, and beside them the same as a table with every word.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { partsQuery } from "@/shared/api/parts";
import type { PartView } from "@/shared/api/types";
import { partsPicture } from "@/shared/lib/parts";
import { clockTime, running } from "@/shared/lib/time-words";
import { dispositions } from "@/shared/words/contact";
import { endedWords, partWords } from "@/shared/words/talk";
import { tell } from "@/shared/words/tell";

import classes from "./parts-panel.module.css";
import { Rating } from "./rating";

interface Props {
  contactId: string;
  timeZone?: string;
}

/** Nothing, where one operator talked, nobody else, and no rating: then there is no history to tell. */
export function PartsPanel({ contactId, timeZone }: Props) {
  const { t } = useLingui();
  const { data } = useQuery({ ...partsQuery(contactId), retry: false });
  const parts = [...(data?.items ?? [])].sort((a, b) => a.from - b.from);
  if (parts.every(({ what, rating }) => what === "talk" && !rating) && parts.length < 2) return null;
  return (
    <section className={classes.panel} aria-label={t`Who talked when`}>
      <h3><Trans>Who talked when</Trans></h3>
      <Picture parts={parts} />
      <table className={classes.table}>
        <thead><tr><th><Trans>From</Trans></th><th><Trans>Who</Trans></th><th><Trans>What</Trans></th><th className={classes.number}><Trans>Length</Trans></th></tr></thead>
        <tbody>{parts.map((part, at) => <Row key={at} part={part} timeZone={timeZone} />)}</tbody>
      </table>
    </section>
  );
}

function Row({ part, timeZone }: { part: PartView; timeZone?: string }) {
  const { i18n } = useLingui();
  const by = part.by_name;
  return (
    <tr>
      <td className={classes.number}>{clockTime(i18n.locale, part.from, timeZone)}</td>
      <td>{part.person_name || part.queue_name}</td>
      <td>
        {tell(i18n, partWords, part.what)}
        {part.ended && <> · {tell(i18n, endedWords, part.ended)}</>}
        {by && <> · <Trans>by {by}</Trans></>}
        {part.queue_name && part.person_name && <> · {part.queue_name}</>}
        {part.disposition && <> · {tell(i18n, dispositions, part.disposition)}</>}
        {part.rating && <> <Rating value={part.rating} /></>}
        {part.note && <small>{part.note}</small>}
      </td>
      <td className={classes.number}>{part.until > part.from ? running(part.until - part.from) : ""}</td>
    </tr>
  );
}

/** The table says the same: the picture is for the eye alone. */
function Picture({ parts }: { parts: PartView[] }) {
  const { lanes } = partsPicture(parts);
  return (
    <div className={classes.lanes} aria-hidden>
      {lanes.map((lane) => (
        <div key={lane.name} className={classes.lane}>
          <span title={lane.name}>{lane.name}</span>
          <svg viewBox="0 0 1000 14" preserveAspectRatio="none">
            {lane.bars.map((bar, at) => <rect key={at} x={bar.from * 1000} width={bar.width * 1000} y="0" height="14" data-tone={bar.tone} />)}
          </svg>
        </div>
      ))}
      <p className={classes.legend}>
        <i data-tone="talk" /> <Trans>with the buyer</Trans> <i data-tone="aside" /> <Trans>asked, the buyer heard music</Trans> <i data-tone="beside" /> <Trans>beside it</Trans>
      </p>
    </div>
  );
}
