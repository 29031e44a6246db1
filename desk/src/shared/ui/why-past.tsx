// Why a contact went where it went, asked of any contact in a list: opens in its place.
import { Popover } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { ApiError } from "@/shared/api/client";
import { whyQuery } from "@/shared/api/why";
import { useCan } from "@/shared/lib/session";

import { Rows } from "./empty";
import { PartsPanel } from "./parts-panel";
import { ProblemText } from "./problem-text";
import { WhyRows } from "./why-rows";
import classes from "./why-rows.module.css";

interface Props {
  contactId: string;
  /** Of the times beside it; without it the reader's own. */
  timeZone?: string;
}

export function WhyPast({ contactId, timeZone }: Props) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  if (!useCan("contacts.view")) return null;
  return (
    // A row around it may have a click of its own, and a window around it closes by the same Escape.
    <span onClick={(event) => event.stopPropagation()} onKeyDown={(event) => { event.stopPropagation(); if (event.key === "Escape") setOpen(false); }}>
      <Popover opened={open} onChange={setOpen} position="bottom-end" width={440}>
        <Popover.Target>
          <button type="button" className={classes.ask} aria-label={t`Why did it go there?`} data-mantine-stop-propagation={open}
            onClick={() => setOpen(!open)}>
            <Trans>why?</Trans>
          </button>
        </Popover.Target>
        <Popover.Dropdown className={classes.told}>{open && <><Told id={contactId} timeZone={timeZone} /><PartsPanel contactId={contactId} timeZone={timeZone} /></>}</Popover.Dropdown>
      </Popover>
    </span>
  );
}

function Told({ id, timeZone }: { id: string; timeZone?: string }) {
  const { data, error } = useQuery(whyQuery(id));
  if (error instanceof ApiError && error.code === "calls.not_yours")
    return <p><Trans>It went to somebody else. She and those who see all contacts can look here.</Trans></p>;
  if (error) return <ProblemText error={error} />;
  if (!data) return <Rows count={2} />;
  if (data.items.length === 0) return <p><Trans>No decision is on record: it left before anybody was looked for, or it was brought in from elsewhere.</Trans></p>;
  return <WhyRows rows={data.items} timeZone={timeZone} />;
}
