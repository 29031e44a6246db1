// Every open promise by due time, overdue first: keep it, hand it over, or take it back with a reason.
import { Button, Menu, Select } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { cancelPromise, handOverPromise, keepPromise, openPromisesQuery } from "@/shared/api/promises";
import { get } from "@/shared/api/client";
import type { Person, Promise_ } from "@/shared/api/types";
import { dayAndTime } from "@/shared/lib/time-words";
import { useCan, useMe } from "@/shared/lib/session";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import { useRowKeys } from "@/shared/ui/row-list";
import table from "@/shared/ui/table.module.css";
import { Due, useNow } from "@/shared/ui/ticking";
import { promiseKinds } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

export function Promises() {
  const { t } = useLingui();
  const me = useMe();
  const now = useNow();
  const [whose, setWhose] = useState<"mine" | "all">("mine");
  const { data, error, isPending } = useQuery(openPromisesQuery(whose === "mine" ? { owner_id: me.person_id } : {}));
  const items = [...(data?.items ?? [])].sort((a, b) => a.due_at - b.due_at);
  const late = items.filter((promise) => promise.due_at < now).length;
  const rows = useRowKeys<HTMLTableSectionElement>();
  const bar = (
    <>
      <Select aria-label={t`Whose`} w={180} value={whose} onChange={(value) => setWhose(value === "all" ? "all" : "mine")}
        data={[{ value: "mine", label: t`Mine` }, { value: "all", label: t`Everybody's` }]} />
      {late > 0 && <span role="status"><Plural value={late} one="# overdue" other="# overdue" /></span>}
    </>
  );
  return (
    <Page title={t`Promises`} bar={bar}>
      <ProblemText error={error} />
      {isPending && <Rows />}
      {data && items.length === 0 && (
        <Empty icon="promise" title={t`No promise is open`}>
          <Trans>Promises made in a call, or by confirming an order, are kept here until they are fulfilled.</Trans>
        </Empty>
      )}
      {items.length > 0 && (
        <table className={table.table}>
          <thead>
            <tr>
              <th><Trans>Due</Trans></th><th><Trans>What</Trans></th><th><Trans>To whom</Trans></th>
              <th><Trans>Owner</Trans></th><th />
            </tr>
          </thead>
          <tbody ref={rows.ref} onKeyDown={rows.onKeyDown}>
            {items.map((promise) => <Row key={promise.id} promise={promise} />)}
          </tbody>
        </table>
      )}
    </Page>
  );
}

function Row({ promise }: { promise: Promise_ }) {
  const { i18n } = useLingui();
  const cache = useQueryClient();
  const now = useNow();
  const may = useCan("promises.edit");
  const run = useMutation({
    mutationFn: (what: () => Promise<Promise_>) => what(),
    onSettled: () => void cache.invalidateQueries({ queryKey: ["promises"] }),
  });
  return (
    <tr data-row tabIndex={0}>
      <td className={table.nowrap}>
        <Due at={promise.due_at} from={promise.created_at} /> <span className={table.quiet}>{dayAndTime(i18n.locale, now, promise.due_at)}</span>
      </td>
      <td>
        {tell(i18n, promiseKinds, promise.kind)}{promise.text && `: ${promise.text}`}{" "}
        {promise.order_id && (
          <Link to="/orders/$orderId" params={{ orderId: promise.order_id }}><Trans>order</Trans></Link>
        )}
        <ProblemText error={run.error} />
      </td>
      <td>{promise.to_name}</td>
      <td>{promise.owner_name}</td>
      <td className={table.number}>
        {may && (
          <Button.Group>
            <Button size="xs" variant="default" leftSection={<Icon name="check" />} loading={run.isPending}
              onClick={() => run.mutate(() => keepPromise(promise.id, promise.version))}>
              <Trans>Kept</Trans>
            </Button>
            <More promise={promise} run={run.mutate} />
          </Button.Group>
        )}
      </td>
    </tr>
  );
}

function More({ promise, run }: { promise: Promise_; run: (what: () => Promise<Promise_>) => void }) {
  const { t } = useLingui();
  const seesPeople = useCan("people.view");
  const [open, setOpen] = useState(false);
  const { data } = useQuery({
    queryKey: ["people", ""],
    queryFn: () => get<{ items: Person[] }>("/api/v1/people"),
    enabled: open && seesPeople,
  });
  return (
    <Menu position="bottom-end" opened={open} onChange={setOpen}>
      <Menu.Target>
        <Button size="xs" variant="default" aria-label={t`More`}><Icon name="down" size={13} /></Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflow: "auto" }}>
        <Menu.Item color="red" onClick={() => run(() => cancelPromise(promise.id, promise.version, "buyer_agreed"))}>
          <Trans>Take back: the buyer agreed</Trans>
        </Menu.Item>
        {data && <Menu.Label><Trans>Hand over to</Trans></Menu.Label>}
        {data?.items.filter((person) => person.active && person.id !== promise.owner_id).map((person) => (
          <Menu.Item key={person.id} onClick={() => run(() => handOverPromise(promise.id, promise.version, person.id))}>
            {person.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
