// A small picture of who hears whom: a line joins those who talk together; who hears music or rings says so.
import { useLingui } from "@lingui/react/macro";
import { Fragment } from "react";

import type { ContactCard } from "@/shared/api/types";
import { useMe } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";

import { allTogether, hearing, type Place } from "../lib/hearing";
import classes from "./talk.module.css";

export function HearingPicture({ contact }: { contact: ContactCard }) {
  const { t } = useLingui();
  const me = useMe();
  const names = { buyer: t`the buyer`, operator: t`the operator`, colleague: t`a colleague`, supervisor: t`the supervisor`, outside: t`outside` };
  const states = { music: t`hears music`, ringing: t`rings`, searching: t`somebody is looked for` };
  const nameOf = (place: Place) => (place.you ? t`you` : place.name || names[place.who]);
  const places = hearing(contact, me.name);
  const together = allTogether(places);
  return (
    <>
      <ol className={classes.picture} aria-label={t`Who hears whom`}>
        {places.map((place, at) => (
          <Fragment key={place.key}>
            {at > 0 && <li className={classes.wire} data-linked={place.linked || undefined} aria-label={place.linked ? t`talks with` : t`does not hear`}><i /></li>}
            <li className={classes.place} data-you={place.you || undefined} data-instead={place.instead}>
              <strong title={nameOf(place)}>{nameOf(place)}</strong>
              <small>{place.instead ? <><Icon name={place.instead === "music" ? "hold" : "phoneIn"} size={12} /> {states[place.instead]}</> : names[place.who]}</small>
            </li>
          </Fragment>
        ))}
      </ol>
      {together > 2 && <p className={classes.together}>{t`All ${together} hear each other.`}</p>}
    </>
  );
}
