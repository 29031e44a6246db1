// Several people share this number, or nobody is known by it: the operator asks. A phone match alone reveals nothing.
import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { ContactCard, Customer } from "@/shared/api/types";
import { Icon } from "@/shared/ui/icon";

import { attachNumber, customerQuery, findBuyers, sayWhoItIs } from "../api/contact";
import { useCommand } from "./use-command";
import classes from "./who-is-it.module.css";

export function WhoIsIt({ contact }: { contact: ContactCard }) {
  if (contact.customer || !["ambiguous", "unknown"].includes(contact.caller.who)) return null;
  return contact.caller.who === "ambiguous" ? <Several contact={contact} /> : <Unknown contact={contact} />;
}

function Several({ contact }: { contact: ContactCard }) {
  const { t } = useLingui();
  const found = useQueries({ queries: contact.caller.customer_ids.map((id) => customerQuery(id, contact.contact_id)) });
  const people = found.flatMap((query) => query.data ?? []);
  return (
    <section className={classes.box} aria-label={t`Who is it?`}>
      <h3><Icon name="question" /> <Trans>Several people share this number. Ask for the name, then choose:</Trans></h3>
      <People contact={contact} people={people} />
    </section>
  );
}

function Unknown({ contact }: { contact: ContactCard }) {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 250);
  const { data } = useQuery({
    queryKey: ["buyers", q],
    queryFn: () => findBuyers(q),
    enabled: q.length > 1,
  });
  return (
    <section className={classes.box} aria-label={t`Who is it?`}>
      <h3><Icon name="question" /> {contact.direction === "out" ? <Trans>Unknown number. Ask who it is and look for the buyer or the order:</Trans> : <Trans>Unknown number. Ask who is calling and look for the buyer or the order:</Trans>}</h3>
      <TextInput value={text} onChange={(event) => setText(event.currentTarget.value)} aria-label={t`Surname, order number, or the end of another telephone`}
        placeholder={t`Surname, order number, or the end of another telephone`} leftSection={<Icon name="search" />} />
      <People contact={contact} attach people={q.length > 1 ? (data?.items ?? []).map(({ customer }) => customer) : []} />
    </section>
  );
}

/** With `attach` the number becomes his from now on: only where nobody else is known by it. */
function People({ contact, people, attach = false }: { contact: ContactCard; people: Customer[]; attach?: boolean }) {
  const run = useCommand();
  const choose = async (person: Customer) => {
    await sayWhoItIs(contact.contact_id, person.id);
    if (attach && contact.caller.number_masked) await attachNumber(contact.contact_id, person.id);
  };
  return (
    <div className={classes.people}>
      {people.map((person) => {
        const count = person.order_count;
        return (
          <Button key={person.id} variant="default" leftSection={<Icon name="user" />}
            onClick={() => run.mutate(() => choose(person))}>
            {person.name} · <Plural value={count} one="# order" other="# orders" />
          </Button>
        );
      })}
    </div>
  );
}
