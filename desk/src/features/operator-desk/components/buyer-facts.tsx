// Numbers, addresses, trusted people and notes. During her contact the operator sees them; the server logs it once.
import { Trans } from "@lingui/react/macro";

import type { Customer } from "@/shared/api/types";
import { tellNumber } from "@/shared/lib/phone-number";
import { useCan } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { Masked } from "@/shared/ui/masked";

import { reveal } from "../api/contact";
import classes from "./buyer-column.module.css";

export function BuyerFacts({ customer }: { customer: Customer }) {
  const may = useCan("customers.reveal");
  return (
    <>
      <section>
        <h3><Trans>Reached by</Trans></h3>
        <ul>
          {customer.identities.map((identity) => (
            <li key={identity.id} className={classes.row}>
              <Icon name={identity.kind === "phone" ? "phone" : "note"} />
              <span className={classes.grow}>
                <Masked value={identity.value} masked={identity.masked}
                  tell={identity.kind === "phone" ? tellNumber : undefined}
                  onReveal={may ? (reason) => reveal(customer.id, { identity_id: identity.id }, reason) : undefined} />
              </span>
              {identity.shared && <span className={classes.state}><Trans>shared number</Trans></span>}
            </li>
          ))}
        </ul>
      </section>
      {customer.addresses.length > 0 && (
        <section>
          <h3><Trans>Addresses</Trans></h3>
          <ul>
            {customer.addresses.map((address) => (
              <li key={address.id} className={classes.row}>
                <Icon name="home" />
                <span className={classes.grow}>{address.text}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {customer.trusted.length > 0 && (
        <section>
          <h3><Trans>Trusted people</Trans></h3>
          <ul>
            {customer.trusted.map((person) => (
              <li key={person.id} className={classes.row}>
                <Icon name="users" />
                <span className={classes.grow}>{person.name} <span className={classes.state}>{person.relation}</span></span>
                {person.may_receive && <span className={classes.state}><Trans>may receive</Trans></span>}
              </li>
            ))}
          </ul>
        </section>
      )}
      {customer.notes && (
        <section>
          <h3><Trans>Notes</Trans></h3>
          <p className={classes.note}>{customer.notes}</p>
        </section>
      )}
    </>
  );
}
