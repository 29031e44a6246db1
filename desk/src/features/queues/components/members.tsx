// Who answers, and on what terms. Columns that nothing looks at are hidden until asked for.
import { ActionIcon, Button, MultiSelect, Select, Switch } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { QueueMember } from "@/shared/api/types";
import { Icon } from "@/shared/ui/icon";
import { NumberField } from "@/shared/ui/number-field";
import table from "@/shared/ui/table.module.css";

import { teamsQuery } from "../api/queues";
import { freshMember, membersOf, withMembers } from "../lib/fresh";
import { Faults, useDraft } from "./draft";
import { Amount } from "./field";
import classes from "./queues.module.css";

type NumberField = "tier" | "penalty" | "position" | "grade" | "priority";

export function Members() {
  const { t } = useLingui();
  const { queue, change, names, may } = useDraft();
  const [all, setAll] = useState(false);
  const members = membersOf(queue);
  const strategy = queue.rules.strategy;
  const used = (field: NumberField) =>
    all || members.some((one) => one[field] !== freshMember("", one.position)[field]) ||
    (field === "position" && ["linear", "round_robin", "sequential"].includes(strategy)) ||
    (field === "grade" && ["by_grade", "weighted_by_grade"].includes(strategy)) ||
    (field === "penalty" && strategy === "weighted_by_penalty") || field === "tier";
  const heads: [NumberField, string, string][] = [
    ["tier", t`Tier`, t`Lower tiers first; later ones open with waiting.`],
    ["penalty", t`Penalty`, t`Lower first; a higher one only when no lower is free.`],
    ["position", t`Position`, t`Place in the list.`],
    ["grade", t`Grade`, t`Rank; higher is better.`],
    ["priority", t`Order among her queues`, t`Lower first, when she serves several queues.`],
  ];
  const shown = heads.filter(([field]) => used(field));
  const put = (index: number, part: Partial<QueueMember>) =>
    change(withMembers(queue, members.map((one, place) => (place === index ? { ...one, ...part } : one))));
  return (
    <>
      {members.length > 0 && (
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={t`Members`}>
          <table className={table.table}>
            <thead>
              <tr>
                <th><Trans>Operator</Trans></th>
                {shown.map(([field, name, line]) => <th key={field} title={line}>{name}</th>)}
                {all && <th title={t`Takes contacts only after they waited so long.`}><Trans>Delay</Trans></th>}
                {all && <th title={t`Instead of the queue's. Empty: as the queue.`}><Trans>Wrap-up</Trans></th>}
                <th title={t`Off: stays a member, gets nothing of this queue.`}><Trans>Serves</Trans></th>
                <th><span className={classes.hidden}><Trans>Remove</Trans></span></th>
              </tr>
            </thead>
            <tbody>
              {members.map((member, index) => {
                const name = names.get(member.person_id) ?? t`unknown person`;
                return (
                  <tr key={member.person_id}>
                    <td className={classes.name} title={name}>{name}</td>
                    {shown.map(([field, head]) => (
                      <td key={field}>
                        <NumberField aria-label={`${name}: ${head}`} value={member[field]} w={84} disabled={!may} allowDecimal={false}
                          onChange={(value) => put(index, { [field]: Number(value) || 0 })} />
                      </td>
                    ))}
                    {all && <td><Amount kind="s" aria-label={t`${name}: delay`} w={92} value={member.delay_ms} disabled={!may} onChange={(delay_ms) => put(index, { delay_ms })} /></td>}
                    {all && (
                      <td>
                        <NumberField aria-label={t`${name}: wrap-up`} w={92} disabled={!may} suffix={` ${t`s`}`} min={0}
                          value={typeof member.wrap_up_ms === "number" ? member.wrap_up_ms / 1000 : ""}
                          onChange={(value) => put(index, { wrap_up_ms: value === "" ? null : Number(value) * 1000 })} />
                      </td>
                    )}
                    <td><Switch aria-label={t`${name}: serves`} checked={!member.paused} disabled={!may} onChange={(event) => put(index, { paused: !event.currentTarget.checked })} /></td>
                    <td>
                      {may && (
                        <ActionIcon aria-label={t`Remove ${name}`} onClick={() => change(withMembers(queue, members.filter((_, place) => place !== index)))}>
                          <Icon name="cross" size={14} />
                        </ActionIcon>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      <Faults path="member_ids" />
      <MemberFaults members={members} />
      <div className={classes.adders}>
        {may && <Adders members={members} />}
        <Switch label={t`Every column`} checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
      </div>
    </>
  );
}

/** A fault in a row, told under the table with the name that it concerns. */
function MemberFaults({ members }: { members: QueueMember[] }) {
  const { names, queue } = useDraft();
  return queue.rules.members.map((one, index) => (
    <div key={one.person_id} className={classes.memberFault} data-name={members.length > 1 ? names.get(one.person_id) : undefined}>
      <Faults path={`rules.members[${index}]`} />
    </div>
  ));
}

function Adders({ members }: { members: QueueMember[] }) {
  const { t } = useLingui();
  const { queue, change, names } = useDraft();
  const { data } = useQuery(teamsQuery);
  const [chosen, setChosen] = useState<string[]>([]);
  const add = (ids: string[]) => {
    const fresh = ids.filter((id) => !members.some((one) => one.person_id === id));
    change(withMembers(queue, [...members, ...fresh.map((id, index) => freshMember(id, members.length + index + 1))]));
    setChosen([]);
  };
  const free = [...names].filter(([id]) => !members.some((one) => one.person_id === id));
  const teams = (data?.items ?? []).filter((one) => one.shop_id === queue.shop_id && one.person_ids.length > 0);
  return (
    <>
      <MultiSelect aria-label={t`People to add`} placeholder={chosen.length === 0 ? t`People to add` : ""} value={chosen} onChange={setChosen} searchable className={classes.grow}
        data={free.map(([value, label]) => ({ value, label }))} nothingFoundMessage={t`Everybody is a member already.`} />
      <Button variant="default" disabled={chosen.length === 0} onClick={() => add(chosen)}><Trans>Add</Trans></Button>
      {teams.length > 0 && (
        <Select aria-label={t`Add a team`} placeholder={t`Add a team`} value={null} w={180} data={teams.map((one) => ({ value: one.id, label: one.name }))}
          onChange={(id) => add(teams.find((one) => one.id === id)?.person_ids ?? [])} />
      )}
    </>
  );
}
