// The two cards as one table: a row for each fact, a choice where only one of two words can stay.
import { Radio } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import { tellNumber } from "@/shared/lib/phone-number";
import { Tag } from "@/shared/ui/tag";
import { languages } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import type { MergeIn, MergeView } from "../api/merging";
import classes from "./merging.module.css";

export type Choice = Pick<MergeIn, "name" | "language" | "tz" | "notes">;
type Card = MergeView["kept"];
type One = "name" | "language" | "tz";

export function MergeCards({ view, choice, onChoose }: { view: MergeView; choice: Choice; onChoose: (part: Partial<Choice>) => void }) {
  const { t, i18n } = useLingui();
  const rows: { field: One; label: string; tell: (card: Card) => string }[] = [
    { field: "name", label: t`Name`, tell: (card) => card.name },
    { field: "language", label: t`Language`, tell: (card) => card.language && tell(i18n, languages, card.language) },
    { field: "tz", label: t`Time zone`, tell: (card) => card.tz },
  ];
  const sides = [["kept", view.kept], ["gone", view.gone]] as const;
  return (
    <table className={classes.cards}>
      <thead>
        <tr><td /><th scope="col"><Trans>This card stays</Trans></th><th scope="col"><Trans>This card goes into it</Trans></th></tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const differ = row.tell(view.kept) !== row.tell(view.gone) && row.tell(view.kept) !== "" && row.tell(view.gone) !== "";
          return (
            <tr key={row.field}>
              <th scope="row">{row.label}</th>
              {sides.map(([side, card]) => (
                <td key={side}>
                  {differ
                    ? <Radio size="xs" name={row.field} checked={choice[row.field] === side} label={row.tell(card)} onChange={() => onChoose({ [row.field]: side })} />
                    : row.tell(card) || <span className={classes.quiet}>—</span>}
                </td>
              ))}
            </tr>
          );
        })}
        <tr>
          <th scope="row"><Trans>Reached by</Trans></th>
          {sides.map(([side, card]) => <td key={side}><Reached card={card} same={view.same} /></td>)}
        </tr>
        <tr>
          <th scope="row"><Trans>Addresses</Trans></th>
          {sides.map(([side, card]) => <td key={side}>{card.addresses.map(({ id, text }) => <div key={id}>{text}</div>)}</td>)}
        </tr>
        <tr>
          <th scope="row"><Trans>Trusted people</Trans></th>
          {sides.map(([side, card]) => <td key={side}>{card.trusted.map(({ id, name, relation }) => <div key={id}>{name} <span className={classes.quiet}>{relation}</span></div>)}</td>)}
        </tr>
        <tr>
          <th scope="row"><Trans>Wishes</Trans></th>
          {sides.map(([side, card]) => <td key={side}>{card.do_not_call && <Tag tone="danger" icon="ban"><Trans>do not call</Trans></Tag>}</td>)}
        </tr>
      </tbody>
    </table>
  );
}

function Reached({ card, same }: { card: Card; same: string[] }) {
  return (
    <>
      {card.identities.map(({ id, kind, value }) => (
        <div key={id}>{kind === "phone" ? tellNumber(value) : value} {same.includes(id) && <Tag tone="accent" quiet><Trans>in both</Trans></Tag>}</div>
      ))}
    </>
  );
}
