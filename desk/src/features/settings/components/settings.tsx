// Settings by part; what this person may not change is shown read-only.
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useMe, type Permission } from "@/shared/lib/session";
import { Empty } from "@/shared/ui/empty";
import { Page } from "@/shared/ui/page";

import { CallbackTimes } from "./callback-times";
import { Channels } from "./channels";
import { FaxLines } from "./fax-lines";
import { HoursSettings } from "./hours-settings";
import { ImportCsv } from "./import-csv";
import { Mailboxes } from "./mailboxes";
import classes from "./settings.module.css";
import { ShopSettingsForm } from "./shop-settings";
import { Stores } from "./stores";

type Part = "shop" | "hours" | "callbacks" | "chat" | "flows" | "queue" | "skills" | "teams" | "trunks" | "recording" | "alerts" | "confirming" | "limits" | "paying" | "contacts" | "answers" | "channels" | "mailboxes" | "fax" | "stores" | "couriers" | "import";

const needs: Record<Part, Permission> = {
  shop: "settings.view",
  hours: "settings.view",
  callbacks: "settings.view",
  chat: "settings.view",
  flows: "settings.view",
  queue: "settings.view",
  skills: "settings.view",
  teams: "settings.view",
  trunks: "settings.view",
  mailboxes: "settings.view",
  fax: "settings.view",
  recording: "settings.view",
  alerts: "settings.view",
  confirming: "orders.view",
  limits: "orders.view",
  paying: "orders.view",
  contacts: "customers.view",
  answers: "contacts.view",
  channels: "settings.view",
  stores: "stores.view",
  couriers: "stores.view",
  import: "imports.run",
};

interface Props {
  part?: string;
  /** Parts that are features of their own. */
  chat: ReactNode;
  queues: ReactNode;
  flows: ReactNode;
  skills: ReactNode;
  teams: ReactNode;
  trunks: ReactNode;
  recording: ReactNode;
  alerts: ReactNode;
  couriers: ReactNode;
  confirming: ReactNode;
  limits: ReactNode;
  paying: ReactNode;
  contacts: ReactNode;
  answers: ReactNode;
}

export function Settings({ part = "shop", chat, queues, flows, skills, teams, trunks, recording, alerts, couriers, confirming, limits, paying, contacts, answers }: Props) {
  const { t } = useLingui();
  const { permissions } = useMe();
  const names: Record<Part, string> = { shop: t`Shop`, hours: t`Hours`, callbacks: t`Call-back times`, chat: t`Chat on your page`, flows: t`Flows`, queue: t`Queues`, skills: t`Skills`, teams: t`Teams`, trunks: t`Trunks`, recording: t`Recording`, alerts: t`Alert feeds`, confirming: t`Calls about orders`, limits: t`Own limits`, paying: t`Where to pay`, contacts: t`Contact budget`, answers: t`Agreed answers`, channels: t`Channels`, mailboxes: t`Mailboxes`, fax: t`Fax`, stores: t`Stores`, couriers: t`Couriers`, import: t`CSV import` };
  const parts = (Object.keys(names) as Part[]).filter((one) => permissions.includes(needs[one]));
  const shown = parts.find((one) => one === part) ?? parts[0];
  const tabs = (
    <nav className={classes.tabs} aria-label={t`Settings`}>
      {parts.map((one) => (
        <Link key={one} to="/settings/$part" params={{ part: one }} aria-current={one === shown ? "page" : undefined}>{names[one]}</Link>
      ))}
    </nav>
  );
  return (
    <Page title={t`Settings`} bar={tabs}>
      <div className={classes.body} key={shown} data-wide={shown === "queue" || shown === "flows" || shown === "skills" || shown === "couriers" || shown === "limits" || shown === "chat" || undefined}>
        {!shown && <Empty icon="ban" title={t`No settings for you`}><Trans>Your role does not allow this. Ask your superior.</Trans></Empty>}
        {shown === "shop" && <ShopSettingsForm />}
        {shown === "hours" && <HoursSettings />}
        {shown === "callbacks" && <CallbackTimes />}
        {shown === "chat" && chat}
        {shown === "flows" && flows}
        {shown === "queue" && queues}
        {shown === "skills" && skills}
        {shown === "teams" && teams}
        {shown === "trunks" && trunks}
        {shown === "mailboxes" && <Mailboxes />}
        {shown === "fax" && <FaxLines />}
        {shown === "recording" && recording}
        {shown === "alerts" && alerts}
        {shown === "confirming" && confirming}
        {shown === "limits" && limits}
        {shown === "paying" && paying}
        {shown === "contacts" && contacts}
        {shown === "answers" && answers}
        {shown === "channels" && <Channels />}
        {shown === "stores" && <Stores />}
        {shown === "couriers" && couriers}
        {shown === "import" && <ImportCsv />}
      </div>
    </Page>
  );
}
