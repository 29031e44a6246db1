// Promises: the board by urgency, the week, and how many were kept. One filter for all three.
import { Button, NativeSelect, SegmentedControl } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { get } from "@/shared/api/client";
import type { PromiseQuery } from "@/shared/api/promises";
import type { Promise_ } from "@/shared/api/types";
import { useActions } from "@/shared/lib/actions";
import { useCan, useMe } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { Page } from "@/shared/ui/page";
import { couriers } from "@/shared/words/deliveries";
import { promiseKinds } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { KeptRate } from "./kept-rate";
import { PromiseBoard } from "./promise-board";
import { PromiseWeek } from "./promise-week";
import classes from "./promises.module.css";
import { QuestionView } from "./question-view";

type View = "board" | "week" | "rate";

/** `opened`: the promise of a difficult question that the address names. */
export function Promises({ opened }: { opened?: string }) {
  const { t } = useLingui();
  const me = useMe();
  const navigate = useNavigate();
  const mayEdit = useCan("promises.edit");
  const actions = useActions();
  const [view, setView] = useState<View>("board");
  const [whose, setWhose] = useState("mine");
  const [filter, setFilter] = useState<PromiseQuery>({});
  const query: PromiseQuery = { ...filter, ...peopleOf(whose, me.person_id) };
  const open = (promise?: Promise_) => void navigate({ to: "/promises/{-$promiseId}", params: { promiseId: promise?.id } });
  const bar = (
    <div className={classes.controls}>
      <SegmentedControl size="xs" aria-label={t`View`} value={view} onChange={(next) => setView(next as View)}
        data={[{ value: "board", label: t`Board` }, { value: "week", label: t`Calendar` }, { value: "rate", label: t`Kept-rate` }]} />
      <Filters whose={whose} onWhose={setWhose} filter={filter} onFilter={setFilter} />
    </div>
  );
  return (
    <Page title={t`Promises`} bar={bar} actions={mayEdit && (
      <Button size="xs" variant="default" leftSection={<Icon name="question" />} rightSection={<Kbd action="question.take" />}
        onClick={() => void actions.run("question.take")}>
        <Trans>Difficult question</Trans>
      </Button>
    )}>
      {view === "board" && <PromiseBoard query={query} onOpen={open} />}
      {view === "week" && <PromiseWeek query={query} onOpen={open} />}
      {view === "rate" && <KeptRate query={query} onOpen={open} />}
      {opened && <QuestionView key={opened} id={opened} onClose={() => open()} />}
    </Page>
  );
}

/** "mine", "all", "nobody", "d<department>" or "p<person>". */
function peopleOf(whose: string, me: string): PromiseQuery {
  if (whose === "mine") return { owner_id: me };
  if (whose === "nobody") return { only: "unowned" };
  if (whose.startsWith("d")) return { department_id: whose.slice(1) };
  return whose.startsWith("p") ? { owner_id: whose.slice(1) } : {};
}

interface FilterProps {
  whose: string;
  onWhose: (whose: string) => void;
  filter: PromiseQuery;
  onFilter: (filter: PromiseQuery) => void;
}

function Filters({ whose, onWhose, filter, onFilter }: FilterProps) {
  const { t, i18n } = useLingui();
  const { shops } = useMe();
  const set = (part: PromiseQuery) => onFilter({ ...filter, ...part });
  const kinds = ["reply", "callback", "delivery", "refund"] as const;
  return (
    <div className={classes.cut}>
      <Whose value={whose} onChange={onWhose} />
      <NativeSelect size="xs" aria-label={t`Kind`} value={filter.kind ?? ""} onChange={(event) => set({ kind: event.currentTarget.value || undefined })}
        data={[{ value: "", label: t`Every kind` }, ...kinds.map((value) => ({ value, label: tell(i18n, promiseKinds, value) }))]} />
      <NativeSelect size="xs" aria-label={t`Courier`} value={filter.courier ?? ""} onChange={(event) => set({ courier: event.currentTarget.value || undefined })}
        data={[{ value: "", label: t`Every courier` }, ...Object.entries(couriers).map(([value, label]) => ({ value, label }))]} />
      {shops.length > 1 && (
        <NativeSelect size="xs" aria-label={t`Shop`} value={filter.shop_id ?? ""} onChange={(event) => set({ shop_id: event.currentTarget.value || undefined })}
          data={[{ value: "", label: t`Every shop` }, ...shops.map(({ id, name }) => ({ value: id, label: name }))]} />
      )}
    </div>
  );
}

function Whose({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useLingui();
  const seesPeople = useCan("people.view");
  const { data: people } = useQuery({
    queryKey: ["people", ""], queryFn: () => get<{ items: { id: string; name: string; active: boolean }[] }>("/api/v1/people"), enabled: seesPeople,
  });
  const { data: departments } = useQuery({
    queryKey: ["departments"], queryFn: () => get<{ items: { id: string; name: string }[] }>("/api/v1/departments"), enabled: seesPeople,
  });
  const data = [
    { value: "mine", label: t`Mine` }, { value: "all", label: t`Everybody's` }, { value: "nobody", label: t`Nobody's yet` },
    ...(departments?.items.length ? [{ group: t`Department`, items: departments.items.map(({ id, name }) => ({ value: `d${id}`, label: name })) }] : []),
    ...(people ? [{ group: t`Person`, items: people.items.filter(({ active }) => active).map(({ id, name }) => ({ value: `p${id}`, label: name })) }] : []),
  ];
  return <NativeSelect size="xs" aria-label={t`Whose`} value={value} data={data} onChange={(event) => onChange(event.currentTarget.value)} />;
}
