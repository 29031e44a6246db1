// What a fax has besides its pages: how it went, who they say they are; and what was registered by hand.
import type { MessageDescriptor } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import type { ByHand, Fax, FaxList, HandSort } from "@/shared/api/fax";
import { Tag } from "@/shared/ui/tag";
import { tellCode } from "@/shared/words/problems";

import classes from "./letters.module.css";

export const handSorts: Record<HandSort, MessageDescriptor> = {
  letter: msg`Letter on paper`,
  comment: msg`Comment on the site`,
  other: msg`Told otherwise`,
};

export function FaxFacts({ fax }: { fax: Fax }) {
  const { i18n } = useLingui();
  const came = fax.sends ? fax.pages : fax.pages_all;
  const all = fax.sends && fax.pages_all !== fax.pages ? `/${fax.pages_all}` : "";
  return (
    <div className={classes.head}>
      <strong><Trans>Fax</Trans></strong>
      {fax.state === "calling" ? <Tag tone="plain"><Trans>is being sent</Trans></Tag> : <span>{i18n._(plural(came, { one: "# page", other: "# pages" }))}{all}</span>}
      {fax.partial && <Tag tone="danger"><Trans>not all of it</Trans></Tag>}
      {fax.state === "done" && fax.code !== "ok" && <span>{tellCode(i18n, fax.code)}</span>}
      {fax.station && <span><Trans>the machine calls itself</Trans> <q dir="auto">{fax.station}</q></span>}
    </div>
  );
}

export function ByHandFacts({ byHand }: { byHand: ByHand }) {
  const { i18n } = useLingui();
  return (
    <div className={classes.head}>
      <strong>{i18n._(handSorts[byHand.sort])}</strong>
      <time>{new Intl.DateTimeFormat(i18n.locale, { dateStyle: "medium" }).format(byHand.dated_at)}</time>
    </div>
  );
}

/** A number alone proves nobody: she looks, and joins them herself. */
export function FaxGuess({ guess }: { guess: NonNullable<FaxList["guess"]> }) {
  return <div className={classes.foot}><span><Trans>By its number it may be <Link to="/buyers/$buyerId" params={{ buyerId: guess.customer_id }}>{guess.name || "—"}</Link>. Machines are shared: make sure before you join them.</Trans></span></div>;
}
