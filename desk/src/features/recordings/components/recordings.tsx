// Recordings: list, and below it the player of the chosen one.
import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Recording } from "@/shared/api/types";
import { tellNumber } from "@/shared/lib/phone-number";
import { fullTime, running } from "@/shared/lib/time-words";
import { Empty, Rows } from "@/shared/ui/empty";
import { Page } from "@/shared/ui/page";
import { PartsPanel } from "@/shared/ui/parts-panel";
import { ProblemText } from "@/shared/ui/problem-text";
import { useRowKeys } from "@/shared/ui/row-list";
import table from "@/shared/ui/table.module.css";
import { Tag } from "@/shared/ui/tag";
import { WhyPast } from "@/shared/ui/why-past";
import { dispositions, recordingStates } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import { noFilters, recordingsQuery } from "../api/recordings";
import { Filters } from "./filters";
import { LinePicture } from "./line-picture";
import { Player } from "./player";
import { Tools } from "./tools";
import classes from "./recordings.module.css";

export function Recordings() {
  const { t } = useLingui();
  const [filters, setFilters] = useState(noFilters);
  const [asked] = useDebouncedValue(filters, 250);
  const list = useInfiniteQuery(recordingsQuery(asked));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const [chosen, setChosen] = useState<string>();
  const rows = useRowKeys<HTMLTableSectionElement>();
  const shown = items.find((one) => one.id === chosen);
  return (
    <Page title={t`Recordings`}>
      <Filters value={filters} onChange={setFilters} />
      {shown && hasSound(shown) && (
        <div className={classes.player}>
          <Player key={shown.id} recordingId={shown.id} autoFocus />
          <Tools key={`tools-${shown.id}`} recording={shown} />
          <LinePicture contactId={shown.contact_id} />
          <PartsPanel contactId={shown.contact_id} />
        </div>
      )}
      <ProblemText error={list.error} />
      {list.isPending && <Rows count={12} />}
      {list.data && items.length === 0 && Object.values(asked).some(Boolean) && (
        <Empty icon="search" title={t`Nothing found`}><Trans>No recording fits all of this. Take a filter away.</Trans></Empty>
      )}
      {list.data && items.length === 0 && !Object.values(asked).some(Boolean) && (
        <Empty icon="record" title={t`No recordings yet`}><Trans>Every recorded call appears here a moment after it ends.</Trans></Empty>
      )}
      {items.length > 0 && (
        <table className={table.table}>
          <thead>
            <tr>
              <th><Trans>When</Trans></th><th><Trans>Buyer</Trans></th><th><Trans>Operator</Trans></th>
              <th><Trans>Orders</Trans></th><th><Trans>Result</Trans></th><th><Trans>State</Trans></th>
              <th className={table.number}><Trans>Silence</Trans></th><th className={table.number}><Trans>Length</Trans></th>
            </tr>
          </thead>
          <tbody ref={rows.ref} onKeyDown={rows.onKeyDown}>
            {items.map((one) => <Row key={one.id} recording={one} chosen={one.id === chosen} onChoose={() => setChosen(one.id)} />)}
          </tbody>
        </table>
      )}
      {list.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}><Trans>Show more</Trans></Button>
        </div>
      )}
    </Page>
  );
}

const hasSound = (one: Recording) => one.state !== "erased" && one.state !== "missing";

const stateTag = {
  open: { tone: "plain", icon: "record" },
  closed: { tone: "plain", icon: "check" },
  repaired: { tone: "warning", icon: "warning" },
  failed: { tone: "danger", icon: "warning" },
  missing: { tone: "danger", icon: "warning" },
  erased: { tone: "offline", icon: "erase" },
} as const;

function Row({ recording, chosen, onChoose }: { recording: Recording; chosen: boolean; onChoose: () => void }) {
  const { i18n } = useLingui();
  const { state, disposition } = recording;
  return (
    <tr data-row data-click tabIndex={0} aria-selected={chosen} onClick={onChoose}>
      <td className={table.nowrap}>{fullTime(i18n.locale, recording.at)}</td>
      <td>{recording.caller_name} <span className={table.quiet}>{tellNumber(recording.caller_masked)}</span></td>
      <td>{[recording.operator_name, ...recording.other_names].filter(Boolean).join(", ")} <WhyPast contactId={recording.contact_id} /></td>
      <td>{recording.order_numbers.join(", ")}</td>
      <td>{disposition && tell(i18n, dispositions, disposition)}</td>
      <td>
        {recording.hold && <Tag quiet tone="warning" icon="shield"><Trans>held</Trans></Tag>}{" "}
        <Tag quiet tone={stateTag[state].tone} icon={stateTag[state].icon}>
          {tell(i18n, recordingStates, state)}
        </Tag>
      </td>
      <td className={table.number}>{recording.silence_percent !== undefined && `${recording.silence_percent} %`}</td>
      <td className={table.number}>{running(recording.duration_ms)}</td>
    </tr>
  );
}
