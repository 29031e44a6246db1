// The card beside the thread: numbers and addresses (masked without need), what to ask next, who may receive.
import { ActionIcon, Button } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Id } from "@/shared/api/types";
import { tellNumber } from "@/shared/lib/phone-number";
import { useCan } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { Masked } from "@/shared/ui/masked";
import { ProblemText } from "@/shared/ui/problem-text";
import { missingFacts } from "@/shared/words/buyers";
import { tell } from "@/shared/words/tell";

import { reveal, useDetach, type BuyerPage } from "../api/buyers";
import classes from "./buyer-page.module.css";
import { EraseDialog } from "./erase-dialog";
import { FileDialog } from "./file-dialog";
import { PerhapsSame } from "./perhaps-same";
import { Permissions } from "./permissions";

export function BuyerCard({ data, contactId }: { data: BuyerPage; contactId?: Id }) {
  const { customer } = data;
  const year = new Date(customer.since).getFullYear();
  const count = customer.order_count;
  return (
    <aside className={classes.card}>
      <p className={classes.quiet}><Trans>since {year}</Trans> · <Plural value={count} one="# order" other="# orders" /></p>
      <Score data={data} />
      <Reached data={data} contactId={contactId} />
      {customer.addresses.length > 0 && (
        <section>
          <h3><Trans>Addresses</Trans></h3>
          <ul>{customer.addresses.map((address) => <Address key={address.id} id={customer.id} address={address} full={data.full} />)}</ul>
        </section>
      )}
      {customer.trusted.length > 0 && (
        <section>
          <h3><Trans>Trusted people</Trans></h3>
          <ul>{customer.trusted.map((person) => <li key={person.id}>{person.name} <span className={classes.quiet}>{person.relation}</span></li>)}</ul>
        </section>
      )}
      <Permissions customer={customer} contactId={contactId} />
      {customer.notes && <section><h3><Trans>Notes</Trans></h3><p className={classes.notes}>{customer.notes}</p></section>}
      {customer.name !== "" && <PerhapsSame id={customer.id} contactId={contactId} />}
      <Whole data={data} />
    </aside>
  );
}

/** The server asks for one who leads all shops; of an erased buyer nothing is left to give or to erase. */
function Whole({ data: { customer } }: { data: BuyerPage }) {
  const may = [useCan("export"), useCan("customers.edit"), customer.name !== ""].every(Boolean);
  const [asked, setAsked] = useState<"file" | "erase">();
  const close = () => setAsked(undefined);
  if (!may) return null;
  return (
    <section className={classes.erase}>
      <Button variant="subtle" size="compact-sm" onClick={() => setAsked("file")}><Trans>Everything that is kept</Trans></Button>
      <Button variant="subtle" color="red" size="compact-sm" onClick={() => setAsked("erase")}><Trans>Erase this buyer's data</Trans></Button>
      {asked === "file" && <FileDialog id={customer.id} name={customer.name} onClose={close} />}
      {asked === "erase" && <EraseDialog id={customer.id} name={customer.name} onClose={close} />}
    </section>
  );
}

function Score({ data: { score } }: { data: BuyerPage }) {
  const { t, i18n } = useLingui();
  const { percent } = score;
  return (
    <section>
      <h3><Trans>The card is {percent} % complete</Trans></h3>
      <progress className={classes.score} max={100} value={percent} aria-label={t`How complete the card is`} />
      {score.ask.length > 0 && <p className={classes.ask}><Trans>Ask next:</Trans> {score.ask.slice(0, 3).map((what) => tell(i18n, missingFacts, what)).join(", ")}</p>}
    </section>
  );
}

function Reached({ data: { customer }, contactId }: { data: BuyerPage; contactId?: Id }) {
  const { t } = useLingui();
  const mayReveal = useCan("customers.reveal");
  const mayEdit = useCan("customers.edit");
  const detach = useDetach(customer.id, contactId);
  const [asked, setAsked] = useState<Id>();
  if (customer.identities.length === 0) return null;
  const reasons = [t`somebody else's number`, t`the number is wrong`, t`the buyer asked for it`];
  return (
    <section>
      <h3><Trans>Reached by</Trans></h3>
      <ul>
        {customer.identities.map((one) => (
          <li key={one.id} className={classes.reached}>
            <Icon name={one.kind === "phone" ? "phone" : "note"} size={14} />
            <span className={classes.grow}>
              <Masked value={one.value} masked={one.masked} tell={one.kind === "phone" ? tellNumber : undefined}
                onReveal={mayReveal ? (reason) => reveal(customer.id, { identity_id: one.id }, reason) : undefined} />
              {one.shared && <span className={classes.quiet}> <Trans>shared number</Trans></span>}
            </span>
            {mayEdit && (
              <ActionIcon size={22} aria-label={t`Detach this number`} aria-expanded={asked === one.id} onClick={() => setAsked(asked === one.id ? undefined : one.id)}>
                <Icon name="cross" size={13} />
              </ActionIcon>
            )}
            {asked === one.id && (
              <span className={classes.why} role="group" aria-label={t`Why it is detached`}>
                {reasons.map((reason) => (
                  <button key={reason} type="button" onClick={() => detach.mutate({ identity_id: one.id, reason }, { onSuccess: () => setAsked(undefined) })}>{reason}</button>
                ))}
              </span>
            )}
          </li>
        ))}
      </ul>
      <ProblemText error={detach.error} />
    </section>
  );
}

function Address({ id, address, full }: { id: Id; address: BuyerPage["customer"]["addresses"][number]; full: boolean }) {
  const mayReveal = useCan("customers.reveal");
  return (
    <li className={classes.reached}>
      <Icon name="home" size={14} />
      <span className={classes.grow}>
        <Masked value={address.text} masked={!full} onReveal={mayReveal ? (reason) => reveal(id, { address_id: address.id }, reason) : undefined} />
      </span>
    </li>
  );
}
