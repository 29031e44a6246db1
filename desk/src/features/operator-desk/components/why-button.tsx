// Every decision opens to its why.
import { Popover } from "@mantine/core";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { whyQuery } from "@/shared/api/why";
import type { ContactCard } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { ProspectsPanel } from "@/shared/ui/prospects-panel";
import { WhyRows } from "@/shared/ui/why-rows";

import classes from "./call-bar.module.css";

export function WhyButton({ contact }: { contact: ContactCard }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={440}>
      <Popover.Target>
        <button type="button" className={classes.why} onClick={() => setOpen(!open)}><Trans>why me?</Trans></button>
      </Popover.Target>
      <Popover.Dropdown>{open && <Told contact={contact} />}</Popover.Dropdown>
    </Popover>
  );
}

/** While it rings it still has its place in the line, for who may see the line. */
function Told({ contact }: { contact: ContactCard }) {
  const { data } = useQuery(whyQuery(contact.contact_id));
  const line = useCan("board.view") && contact.state === "offered";
  const rows = data?.items.length ? data.items : [{ at: contact.offered_at ?? contact.entered_at, agent_name: "", reason: contact.why }];
  return (
    <div className={classes.whyBoth}>
      <WhyRows rows={rows} />
      {line && <ProspectsPanel contactId={contact.contact_id} />}
    </div>
  );
}
