// Every decision opens to its why.
import { Popover } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { ContactCard } from "@/shared/api/types";
import { clockTime } from "@/shared/lib/time-words";
import { tellReason } from "@/shared/words/reasons";

import { whyQuery } from "../api/contact";
import classes from "./call-bar.module.css";

export function WhyButton({ contact }: { contact: ContactCard }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start">
      <Popover.Target>
        <button type="button" className={classes.why} onClick={() => setOpen(!open)}><Trans>why me?</Trans></button>
      </Popover.Target>
      <Popover.Dropdown>{open && <WhyRows contact={contact} />}</Popover.Dropdown>
    </Popover>
  );
}

function WhyRows({ contact }: { contact: ContactCard }) {
  const { i18n } = useLingui();
  const { data } = useQuery(whyQuery(contact.contact_id));
  const rows = data?.items.length ? data.items : [{ at: contact.offered_at ?? contact.entered_at, reason: contact.why }];
  return (
    <ul className={classes.whyList}>
      {rows.map((row, at) => (
        <li key={at}>
          <time>{clockTime(i18n.locale, row.at)}</time>
          {"agent_name" in row && row.agent_name && <strong>{row.agent_name}: </strong>}
          {tellReason(i18n, row.reason)}
        </li>
      ))}
    </ul>
  );
}
