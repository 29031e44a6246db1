// One account at a courier: does it answer, how far is it behind, and a test that says in words what is wrong.
import { Button } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { useMe } from "@/shared/lib/session";
import { CopyButton } from "@/shared/ui/copy-button";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { Ago } from "@/shared/ui/ticking";
import { accountStates, couriers, testOutcomes } from "@/shared/words/deliveries";
import { tell } from "@/shared/words/tell";

import { testAccount, type Account } from "../api/couriers";
import { AccountForm } from "./account-form";
import classes from "./couriers.module.css";
import { DirectoryLine } from "./directory-line";

export function AccountCard({ account }: { account: Account }) {
  const { i18n } = useLingui();
  const { shops } = useMe();
  const [editing, setEditing] = useState(false);
  const name = couriers[account.courier] ?? account.courier;
  const test = useMutation({ mutationFn: () => testAccount(account.id) });
  if (editing) return <AccountForm account={account} onDone={() => setEditing(false)} />;
  const fine = account.state === "ok";
  return (
    <article className={classes.account} aria-label={name}>
      <div className={classes.head}>
        <h2>{name}</h2>
        <span className={classes.quiet}>{shops.find((shop) => shop.id === account.shop_id)?.name}</span>
        <Tag tone={fine ? "talking" : account.state === "new" ? "paused" : "danger"} icon={fine ? "check" : account.state === "new" ? "clock" : "warning"}>
          {tell(i18n, accountStates, account.state)}
        </Tag>
        <span className={classes.end}>
          <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate()}><Trans>Test the connection</Trans></Button>
          <Button size="xs" variant="default" onClick={() => setEditing(true)}><Trans>Change</Trans></Button>
        </span>
      </div>
      <p className={classes.quiet}>{account.url}</p>
      {test.data && <Outcome outcome={test.data.outcome} code={test.data.code} />}
      <ProblemText error={test.error} />
      <Facts account={account} />
      <DirectoryLine courier={account.courier} />
      {account.courier === "cdek" && (
        <p className={classes.hook}><Trans>Address for its pushes:</Trans> {location.origin + account.push_path} <CopyButton value={location.origin + account.push_path} /></p>
      )}
    </article>
  );
}

function Outcome({ outcome, code }: { outcome: string; code: string }) {
  const { i18n } = useLingui();
  const fine = outcome === "ok";
  return (
    <p role="status" className={classes.outcome} data-fine={fine || undefined}>
      {tell(i18n, testOutcomes, outcome)} {!fine && code && <code>{code}</code>}
    </p>
  );
}

function Facts({ account }: { account: Account }) {
  const { failures } = account;
  return (
    <div className={classes.facts}>
      <span><Plural value={account.parcels} one="# parcel under way" few="# parcels under way" many="# parcels under way" other="# parcels under way" /></span>
      {account.last_poll_at && <span><Trans>last asked</Trans> <Ago at={account.last_poll_at} /></span>}
      {account.last_ok_at && <span><Trans>last answer</Trans> <Ago at={account.last_ok_at} /></span>}
      {failures > 0 && <span><Trans>asked in vain: {failures}</Trans></span>}
      {account.late > 0 && account.behind_since && (
        <span className={classes.late}>
          <Plural value={account.late} one="# parcel is behind since" few="# parcels are behind since" many="# parcels are behind since" other="# parcels are behind since" />{" "}
          <Ago at={account.behind_since} />
        </span>
      )}
    </div>
  );
}
