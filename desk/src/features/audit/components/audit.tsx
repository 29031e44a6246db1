// Who did what, when and to what: filtered by person, thing and day, paged by cursor; whether the chain holds stands on top.
import { Button, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useCan, useMe } from "@/shared/lib/session";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";

import { auditQuery, peopleQuery } from "../api/audit";
import { AuditTable } from "./audit-table";
import classes from "./audit.module.css";
import { Chain } from "./chain";
import { dayBounds } from "./rows";

const none = { who: "", subject: "", from: "", to: "" };

export function Audit() {
  const { t } = useLingui();
  const { shops } = useMe();
  const may = useCan("audit.view");
  const people = useQuery({ ...peopleQuery, enabled: useCan("people.view") });
  const [filter, setFilter] = useState(none);
  const [asked] = useDebouncedValue(filter, 250);
  const { from, to } = dayBounds(asked.from, asked.to);
  const subject = /^\d{1,16}$/.test(asked.subject.trim()) ? asked.subject.trim() : undefined;
  const list = useInfiniteQuery({ ...auditQuery({ who: asked.who || undefined, subject, from, to }), enabled: may });
  const set = (part: Partial<typeof none>) => setFilter({ ...filter, ...part });
  if (!may) {
    return (
      <Page title={t`Audit`}>
        <Empty icon="shield" title={t`The audit is not yours to see`}><Trans>Your role does not allow this. Ask your superior.</Trans></Empty>
      </Page>
    );
  }
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.values(filter).some((value) => value !== "");
  const everybody = (people.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const bar = (
    <>
      <Select aria-label={t`Who`} searchable value={filter.who} onChange={(value) => set({ who: value ?? "" })} w={220}
        data={[{ value: "", label: t`Everybody` }, { value: "0", label: t`The system itself` }, ...everybody]} />
      <TextInput aria-label={t`Id of the thing`} placeholder={t`Id of the thing`} value={filter.subject} inputMode="numeric" w={190}
        error={filter.subject.trim() !== "" && !/^\d{1,16}$/.test(filter.subject.trim())}
        onChange={(event) => set({ subject: event.currentTarget.value })} />
      <TextInput type="date" aria-label={t`From`} value={filter.from} max={filter.to || undefined}
        onChange={(event) => set({ from: event.currentTarget.value })} />
      <TextInput type="date" aria-label={t`To`} value={filter.to} min={filter.from || undefined}
        onChange={(event) => set({ to: event.currentTarget.value })} />
      {filtered && <Button variant="subtle" onClick={() => setFilter(none)} leftSection={<Icon name="cross" />}><Trans>Clear the filter</Trans></Button>}
    </>
  );
  return (
    <Page title={t`Audit`} bar={bar}>
      <Chain chain={list.data?.pages[0]?.chain} />
      <ProblemText error={list.error} />
      {list.isPending && <Rows count={14} />}
      {list.data && items.length === 0 && (
        <Empty icon="shield" title={t`Nothing of the kind was done`}><Trans>Take a wider range of days, or clear the filter.</Trans></Empty>
      )}
      {items.length > 0 && (
        <AuditTable items={items} people={people.data?.items ?? []} shops={shops}
          onWho={(who) => set({ who })} onSubject={(id) => set({ subject: id })} />
      )}
      {list.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}><Trans>Show more</Trans></Button>
        </div>
      )}
    </Page>
  );
}
