// One promise: when, what, to whom, whose; and what can be done with it in place.
import { Button, Menu } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { get } from "@/shared/api/client";
import { cancelPromise, handOverPromise, keepPromise } from "@/shared/api/promises";
import type { Person, Promise_ } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { dayAndTime } from "@/shared/lib/time-words";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import { Tag } from "@/shared/ui/tag";
import { Due, useNow } from "@/shared/ui/ticking";
import { couriers } from "@/shared/words/deliveries";
import { promiseKinds, promiseStates } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import classes from "./promises.module.css";

export function PromiseRow({ promise, onOpen }: { promise: Promise_; onOpen: (promise: Promise_) => void }) {
  const { i18n } = useLingui();
  const cache = useQueryClient();
  const now = useNow();
  const may = useCan("promises.edit");
  const run = useMutation({
    mutationFn: (what: () => Promise<Promise_>) => what(),
    onSettled: () => void cache.invalidateQueries({ queryKey: ["promises"] }),
  });
  return (
    <tr data-row tabIndex={0} onClick={(event) => { if (promise.question && event.target === event.currentTarget) onOpen(promise); }}>
      <td className={table.nowrap}>
        <Due at={promise.due_at} from={promise.created_at} /> <span className={table.quiet}>{dayAndTime(i18n.locale, now, promise.due_at)}</span>
      </td>
      <td><What promise={promise} /><ProblemText error={run.error} /></td>
      <td>{promise.to_name}</td>
      <td><Owner promise={promise} /></td>
      <td className={table.number}>
        {may && (
          <Button.Group className={classes.acts}>
            {promise.question
              ? <Button size="compact-xs" variant="default" leftSection={<Icon name="question" size={13} />} onClick={() => onOpen(promise)}><Trans>Answer</Trans></Button>
              : <Button size="compact-xs" variant="default" leftSection={<Icon name="check" size={13} />} loading={run.isPending}
                  onClick={() => run.mutate(() => keepPromise(promise.id, promise.version))}><Trans>Kept</Trans></Button>}
            <More promise={promise} run={run.mutate} />
          </Button.Group>
        )}
      </td>
    </tr>
  );
}

export function What({ promise }: { promise: Promise_ }) {
  const { i18n } = useLingui();
  const courier = couriers[promise.courier];
  return (
    <span className={classes.what}>
      {promise.question && <Tag tone="ringing" icon="question"><Trans>difficult question</Trans></Tag>}
      {promise.state === "broken" && <Tag tone="danger" icon="warning">{tell(i18n, promiseStates, promise.state)}</Tag>}
      <span>{tell(i18n, promiseKinds, promise.kind)}{promise.text && `: ${promise.text}`}</span>
      {courier && <span className={table.quiet}>{courier}</span>}
      {promise.order_id && <Link to="/orders/$orderId" params={{ orderId: promise.order_id }}><Trans>order</Trans></Link>}
    </span>
  );
}

export function Owner({ promise }: { promise: Promise_ }) {
  return (
    <>
      {promise.owner_name || <span className={table.quiet}><Trans>nobody yet</Trans></span>}
      {promise.escalated_name && <span className={classes.escalated}><Icon name="up" size={12} /> <Trans>told: {promise.escalated_name}</Trans></span>}
    </>
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
  const give = (person: string) => run(() => handOverPromise(promise.id, promise.version, person));
  return (
    <Menu position="bottom-end" opened={open} onChange={setOpen}>
      <Menu.Target>
        <Button size="compact-xs" variant="default" aria-label={t`More`}><Icon name="down" size={13} /></Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflow: "auto" }}>
        {promise.state === "open" && (
          <Menu.Item color="red" onClick={() => run(() => cancelPromise(promise.id, promise.version, "buyer_agreed"))}>
            <Trans>Take back: the buyer agreed</Trans>
          </Menu.Item>
        )}
        <Menu.Label><Trans>Hand over to</Trans></Menu.Label>
        {promise.owner_id && <Menu.Item onClick={() => give("0")}><Trans>the line: whoever comes first</Trans></Menu.Item>}
        {data?.items.filter((person) => person.active && person.id !== promise.owner_id).map((person) => (
          <Menu.Item key={person.id} onClick={() => give(person.id)}>{person.name}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
