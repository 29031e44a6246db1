// The last contacts with this buyer: when, how long, how it ended, what was noted.
import { Trans, useLingui } from "@lingui/react/macro";

import type { ContactCard } from "@/shared/api/types";
import { useMe } from "@/shared/lib/session";
import { momentWords, running } from "@/shared/lib/time-words";
import { Icon } from "@/shared/ui/icon";
import { Rating } from "@/shared/ui/rating";
import { useNow } from "@/shared/ui/ticking";
import { WhyPast } from "@/shared/ui/why-past";
import { dispositions, exits, nobodyTalked } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import classes from "./buyer-column.module.css";

export function RecentContacts({ contact }: { contact: ContactCard }) {
  const { i18n } = useLingui();
  const now = useNow();
  const zone = useMe().shops.find((shop) => shop.id === contact.shop_id)?.tz; // as the promises above
  if (contact.recent.length === 0) return null;
  return (
    <section>
      <h3><Trans>Last contacts</Trans></h3>
      <ul>
        {contact.recent.map((one) => (
          <li key={one.contact_id} className={classes.row}>
            <Icon name={one.channel === "call" ? "phone" : one.channel === "letter" ? "note" : "voicemail"} />
            <span className={classes.grow}>
              {momentWords(i18n.locale, now, one.at, zone)}{" "}
              {one.disposition ? tell(i18n, dispositions, one.disposition) : tell(i18n, exits, one.exit)}{" "}
              <Rating value={one.rating} />
              {one.note && <span className={classes.second}>{one.note}</span>}
            </span>
            <WhyPast contactId={one.contact_id} />
            {one.duration_ms > 0 && <span className={classes.state}>{running(one.duration_ms)}</span>}
            {nobodyTalked(one.channel === "task", one.duration_ms, one.disposition) && <span className={classes.state}><Trans>nobody talked</Trans></span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
