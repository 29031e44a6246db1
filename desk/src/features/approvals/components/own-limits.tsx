// What people may decide alone: rows by role and person with the day from which they hold. A version is never changed, a newer one replaces it.
import { Button, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { ApiError } from "@/shared/api/client";
import { readMoney, tellMoney } from "@/shared/lib/money";
import { useCan, useMe } from "@/shared/lib/session";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import { Tag, type Tone } from "@/shared/ui/tag";
import { limitStates } from "@/shared/words/approvals";
import { roles } from "@/shared/words/people";
import { tell } from "@/shared/words/tell";

import { addLimit, limitsQuery, peopleQuery, type LimitRow } from "../api/approvals";
import classes from "./approvals.module.css";

const tones: Record<LimitRow["state"], Tone> = { in_force: "talking", coming: "accent", superseded: "offline" };

export function OwnLimits() {
  const { t } = useLingui();
  const { shops } = useMe();
  const may = useCan("settings.edit");
  const { data, error } = useQuery(limitsQuery);
  const [shop, setShop] = useState(shops[0]?.id ?? "");
  const [history, setHistory] = useState(false);
  const [adding, setAdding] = useState(false);
  const all = data?.items.filter((row) => row.shop_id === shop) ?? [];
  const shown = all.filter((row) => history || row.state !== "superseded");
  const older = all.length - all.filter((row) => row.state !== "superseded").length;
  const currency = shops.find((one) => one.id === shop)?.currency ?? "";
  return (
    <>
      {shops.length > 1 && <Select label={t`Shop`} value={shop} onChange={(value) => setShop(value ?? shop)} data={shops.map((one) => ({ value: one.id, label: one.name }))} />}
      <p className={classes.quiet}>
        <Trans>Who has a row decides alone up to it: money that an edit or a delivery decision gives away, tries of the courier, days later than promised. What is beyond goes to the direct superior, and nothing is done before the yes. Who has nobody above decides alone.</Trans>
      </p>
      <div className={classes.titleLine}>
        <h2><Trans>Own limits</Trans></h2>
        <span>
          {older > 0 && <Button size="xs" variant="subtle" aria-pressed={history} onClick={() => setHistory(!history)}>{history ? <Trans>Only what holds</Trans> : <Trans>With earlier versions ({older})</Trans>}</Button>}
          {may && !adding && <Button size="xs" variant="default" leftSection={<Icon name="plus" size={14} />} onClick={() => setAdding(true)}><Trans>A limit</Trans></Button>}
        </span>
      </div>
      <ProblemText error={error} />
      {!data && !error && <Rows count={3} />}
      {adding && <Form shop={shop} currency={currency} done={() => setAdding(false)} />}
      {data && all.length === 0 && !adding && <Empty icon="shield" title={t`No limits yet`}><Trans>Everybody decides alone, within what his role allows.</Trans></Empty>}
      {shown.length > 0 && <Table rows={shown} currency={currency} />}
    </>
  );
}

function Table({ rows, currency }: { rows: LimitRow[]; currency: string }) {
  const { t, i18n } = useLingui();
  const none = t`no limit`;
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th><Trans>Who</Trans></th><th className={table.number}><Trans>Money</Trans></th><th className={table.number}><Trans>Tries</Trans></th>
          <th className={table.number}><Trans>Days later</Trans></th><th className={table.number}><Trans>Answer within, min</Trans></th><th><Trans>Holds from</Trans></th><th><Trans>Added</Trans></th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td>{row.person_id ? row.person_name : row.role ? tell(i18n, roles, row.role) : t`all people`}</td>
            <td className={table.number}>{typeof row.most.money === "number" ? tellMoney(i18n.locale, { minor: row.most.money, currency }) : none}</td>
            <td className={table.number}>{row.most.attempts ?? none}</td>
            <td className={table.number}>{row.most.days ?? none}</td>
            <td className={table.number}>{row.answer_min}</td>
            <td className={table.nowrap}>{row.valid_from} <Tag tone={tones[row.state]} quiet>{tell(i18n, limitStates, row.state)}</Tag></td>
            <td>{row.added_by}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Form({ shop, currency, done }: { shop: string; currency: string; done: () => void }) {
  const { t, i18n } = useLingui();
  const { shops } = useMe();
  const cache = useQueryClient();
  const { data: people } = useQuery(peopleQuery);
  const [who, setWho] = useState("");
  const [typed, setTyped] = useState({ money: "", attempts: "", days: "", answer: "30", from: today(shops.find((one) => one.id === shop)?.tz) });
  const put = (part: Partial<typeof typed>) => setTyped({ ...typed, ...part });
  const money = typed.money.trim() ? readMoney(typed.money, currency) : undefined;
  const wrong = { money: typed.money.trim() !== "" && !money, attempts: !whole(typed.attempts), days: !whole(typed.days), answer: !whole(typed.answer) || !typed.answer.trim() };
  const save = useMutation({
    mutationFn: () =>
      addLimit({
        shop_id: shop, role: who.startsWith("r:") ? who.slice(2) : "", ...(who.startsWith("p:") && { person_id: who.slice(2) }),
        most: { ...(money && { money: money.minor }), ...count("attempts", typed.attempts), ...count("days", typed.days) },
        answer_min: Number(typed.answer), valid_from: typed.from,
      }),
    onSuccess: (fresh) => {
      cache.setQueryData(limitsQuery.queryKey, fresh);
      done();
    },
  });
  const refused = save.error instanceof ApiError ? save.error.field : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!Object.values(wrong).some(Boolean)) save.mutate();
  };
  const data = [
    { group: t`Roles`, items: [{ value: "", label: t`all people` }, ...Object.keys(roles).map((role) => ({ value: `r:${role}`, label: tell(i18n, roles, role) }))] },
    { group: t`People`, items: (people?.items ?? []).filter(({ active }) => active).map((one) => ({ value: `p:${one.id}`, label: one.name })) },
  ];
  const number = (name: "attempts" | "days" | "answer", label: string, empty?: string) => (
    <TextInput label={label} placeholder={empty} value={typed[name]} inputMode="numeric" error={wrong[name] && t`A whole number.`} onChange={(event) => put({ [name]: event.currentTarget.value })} />
  );
  return (
    <form className={classes.form} onSubmit={submit}>
      <div className={classes.row}>
        <Select label={t`Who`} value={who} allowDeselect={false} searchable data={data} error={(refused === "person_id" || refused === "role") && t`Not of this shop.`} onChange={(value) => setWho(value ?? "")} />
        <TextInput label={t`Money alone, ${currency}`} placeholder={t`no limit`} value={typed.money} inputMode="decimal" error={(wrong.money || refused === "most.money") && t`Not a sum of money.`} data-autofocus onChange={(event) => put({ money: event.currentTarget.value })} />
        {number("attempts", t`Tries alone`, t`no limit`)}
        {number("days", t`Days later alone`, t`no limit`)}
        {number("answer", t`Superior answers within, min`)}
        <TextInput type="date" label={t`Holds from`} required value={typed.from} error={refused === "valid_from" && t`From today to two years from now.`} onChange={(event) => put({ from: event.currentTarget.value })} />
      </div>
      <p className={classes.quiet}><Trans>Empty: no limit of that kind. 0: nothing of it alone.</Trans></p>
      <ProblemText error={save.error} />
      <div className={classes.buttons}>
        <Button type="submit" loading={save.isPending}><Trans>Add the limit</Trans></Button>
        <Button type="button" variant="default" onClick={done}><Trans>Not now</Trans></Button>
      </div>
    </form>
  );
}

const whole = (text: string) => /^\d{0,4}$/.test(text.trim());
const count = (name: "attempts" | "days", text: string) => (text.trim() ? { [name]: Number(text) } : {});

function today(tz = "UTC"): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: tz, dateStyle: "short" }).format(Date.now());
}
