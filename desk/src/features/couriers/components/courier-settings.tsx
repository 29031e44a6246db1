// Couriers of the shops: accounts, statuses that nobody explained, and the rules by day.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useCan } from "@/shared/lib/session";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";

import { accountsQuery } from "../api/couriers";
import { AccountCard } from "./account-card";
import { AccountForm } from "./account-form";
import { CodeQuestions } from "./code-questions";
import { RuleTable } from "./rule-table";
import classes from "./couriers.module.css";

export function CourierSettings() {
  const may = useCan("stores.edit");
  return (
    <>
      {may && <Accounts />}
      <CodeQuestions />
      <RuleTable />
    </>
  );
}

function Accounts() {
  const { t } = useLingui();
  const { data, error } = useQuery(accountsQuery);
  const [adding, setAdding] = useState(false);
  return (
    <section className={classes.section} aria-label={t`Accounts`}>
      <ProblemText error={error} />
      {!data && !error && <Rows count={3} />}
      {data?.items.map((account) => <AccountCard key={account.id} account={account} />)}
      {data?.items.length === 0 && !adding && (
        <Empty icon="box" title={t`No courier is set up`}>
          <Trans>With an account, waybills are made from confirmed orders, and parcels tell where they are.</Trans>
        </Empty>
      )}
      {!adding && (
        <div><Button leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}><Trans>Add a courier</Trans></Button></div>
      )}
      {adding && <AccountForm onDone={() => setAdding(false)} />}
    </section>
  );
}
