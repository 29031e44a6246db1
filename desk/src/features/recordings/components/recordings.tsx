// Recordings: list, and below it the player of the chosen one.
import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Recording } from "@/shared/api/types";
import { tellNumber } from "@/shared/lib/phone-number";
import { fullTime, running } from "@/shared/lib/time-words";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { Page } from "@/shared/ui/page";
import { PartsPanel } from "@/shared/ui/parts-panel";
import { ProblemText } from "@/shared/ui/problem-text";
import { useRowKeys } from "@/shared/ui/row-list";
import table from "@/shared/ui/table.module.css";
import { Tag } from "@/shared/ui/tag";
import { WhyPast } from "@/shared/ui/why-past";
import { recordingStates } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import { recordingsQuery } from "../api/recordings";
import { LinePicture } from "./line-picture";
import { Player } from "./player";
import classes from "./recordings.module.css";

export function Recordings() {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 250);
  const list = useInfiniteQuery(recordingsQuery(q));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const [chosen, setChosen] = useState<string>();
  const rows = useRowKeys<HTMLTableSectionElement>();
  const shown = items.find((one) => one.id === chosen);
  const search = (
    <TextInput value={text} onChange={(event) => setText(event.currentTarget.value)} leftSection={<Icon name="search" />}
      aria-label={t`Search`} placeholder={t`Operator, buyer, order number`} w={320} />
  );
  return (
    <Page title={t`Recordings`} bar={search}>
      {shown && hasSound(shown) && (
        <div className={classes.player}>
          <Player key={shown.id} recordingId={shown.id} autoFocus />
          <LinePicture contactId={shown.contact_id} />
          <PartsPanel contactId={shown.contact_id} />
        </div>
      )}
      <ProblemText error={list.error} />
      {list.isPending && <Rows count={12} />}
      {list.data && items.length === 0 && (
        <Empty icon="record" title={t`No recordings yet`}><Trans>Every recorded call appears here a moment after it ends.</Trans></Empty>
      )}
      {items.length > 0 && (
        <table className={table.table}>
          <thead>
            <tr>
              <th><Trans>When</Trans></th><th><Trans>Buyer</Trans></th><th><Trans>Operator</Trans></th>
              <th><Trans>Orders</Trans></th><th><Trans>State</Trans></th><th className={table.number}><Trans>Length</Trans></th>
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
  const { state } = recording;
  return (
    <tr data-row data-click tabIndex={0} aria-selected={chosen} onClick={onChoose}>
      <td className={table.nowrap}>{fullTime(i18n.locale, recording.at)}</td>
      <td>{recording.caller_name} <span className={table.quiet}>{tellNumber(recording.caller_masked)}</span></td>
      <td>{recording.operator_name} <WhyPast contactId={recording.contact_id} /></td>
      <td>{recording.order_numbers.join(", ")}</td>
      <td>
        <Tag quiet tone={stateTag[state].tone} icon={stateTag[state].icon}>
          {tell(i18n, recordingStates, state)}
        </Tag>
      </td>
      <td className={table.number}>{running(recording.duration_ms)}</td>
    </tr>
  );
}
