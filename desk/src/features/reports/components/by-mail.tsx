// Reports by mail: which go to whom and when, what became of the last letters, and a form for what the screen shows now.
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { useMe } from "@/shared/lib/session";
import { dayAndTime } from "@/shared/lib/time-words";
import { Dialog } from "@/shared/ui/dialog";
import { Rows } from "@/shared/ui/empty";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { useNow } from "@/shared/ui/ticking";
import { TimeField } from "@/shared/ui/time-field";
import type { Words } from "@/shared/words/contact";
import { tellProblem } from "@/shared/words/problems";
import { ApiError } from "@/shared/api/client";

import { addressesOf, changeSchedule, makeSchedule, removeSchedule, schedulesQuery, sendNow, whatOf, type Every, type Files, type Schedule, type Sending } from "../api/mail";
import type { Asked } from "../api/reports";
import { zoneOf } from "./period";
import classes from "./reports.module.css";

const everyWords: Words<Every> = { day: msg`each day`, week: msg`each week`, month: msg`each month` };
const fileWords: Words<Files> = { xlsx: msg`XLSX`, csv: msg`CSV`, both: msg`XLSX and CSV` };
const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

export function ByMail({ asked, words, onClose }: { asked: Asked; words: Record<string, string>; onClose: () => void }) {
  const { t } = useLingui();
  const { data, error } = useQuery(schedulesQuery);
  return (
    <Dialog title={t`Reports by mail`} size="lg" onClose={onClose}>
      <ProblemText error={error} />
      {!data && !error && <Rows count={3} />}
      {data && !data.mail_ready && (
        <p className={classes.footnote}><Trans>No mail server is known. Whoever runs the server sets mail.server and mail.from.</Trans></p>
      )}
      {data && data.items.length > 0 && <ul className={classes.schedules}>{data.items.map((one) => <One key={one.id} one={one} />)}</ul>}
      {data?.mail_ready && <Form asked={asked} words={words} />}
    </Dialog>
  );
}

function useFresh<Made, Given>(act: (given: Given) => Promise<Made>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: act, onSettled: () => client.invalidateQueries({ queryKey: schedulesQuery.queryKey }) });
}

function One({ one }: { one: Schedule }) {
  const { i18n } = useLingui();
  const now = useNow();
  const change = useFresh((active: boolean) => changeSchedule(one, { active }));
  const remove = useFresh(() => removeSchedule(one.id));
  const send = useFresh(() => sendNow(one.id));
  const at = clock(one.what.at_minute);
  const zone = zoneOf(useMe().shops, one.what.shop_id);
  const next = dayAndTime(i18n.locale, now, one.next_at, zone);
  return (
    <li>
      <div className={classes.scheduleHead}>
        <strong>{one.what.name}</strong>
        <span>{i18n._(everyWords[one.what.every])}, {at} · {i18n._(fileWords[one.what.files])}</span>
        {!one.what.active && <Tag tone="paused" icon="hold"><Trans>switched off</Trans></Tag>}
      </div>
      <div className={classes.footnote}>{one.what.to.join(", ")}{one.what.active && <> · <Trans>next: {next}</Trans></>} · {one.owner_name}</div>
      {one.sendings.map((sending) => <Letter key={sending.from} sending={sending} zone={zone} />)}
      <ProblemText error={change.error ?? remove.error ?? send.error} />
      <div className={classes.files}>
        <Button size="compact-xs" variant="default" loading={send.isPending} onClick={() => send.mutate(undefined)}><Trans>Send now</Trans></Button>
        <Button size="compact-xs" variant="default" loading={change.isPending} onClick={() => change.mutate(!one.what.active)}>
          {one.what.active ? <Trans>Switch off</Trans> : <Trans>Switch on</Trans>}
        </Button>
        <Button size="compact-xs" variant="subtle" color="red" loading={remove.isPending} onClick={() => remove.mutate(undefined)}><Trans>Remove</Trans></Button>
      </div>
    </li>
  );
}

function Letter({ sending, zone }: { sending: Sending; zone?: string }) {
  const { i18n } = useLingui();
  const now = useNow();
  const at = sending.at ? dayAndTime(i18n.locale, now, sending.at, zone) : "";
  const next = dayAndTime(i18n.locale, now, sending.next_at, zone);
  const why = sending.code && tellProblem(i18n, new ApiError(sending.code, 0, sending.code));
  return (
    <div className={classes.letter}>
      {sending.state === "sent" && <Tag tone="talking" icon="check" quiet><Trans>sent</Trans></Tag>}
      {sending.state === "failed" && <Tag tone="danger" icon="warning"><Trans>not sent</Trans></Tag>}
      {sending.state === "waiting" && <Tag tone="waiting" icon="clock"><Trans>waiting</Trans></Tag>}
      <span>{sending.from}</span>
      <span className={classes.footnote}>{at}{sending.state === "waiting" && sending.attempts > 0 && <> · <Trans>again: {next}</Trans></>} {why}</span>
    </div>
  );
}

function Form({ asked, words }: { asked: Asked; words: Record<string, string> }) {
  const { t, i18n } = useLingui();
  const [name, setName] = useState("");
  const [to, setTo] = useState("");
  const [every, setEvery] = useState<Every>("week");
  const [files, setFiles] = useState<Files>("xlsx");
  const [time, setTime] = useState("08:00");
  const make = useFresh(() => makeSchedule({ ...whatOf(asked, words), name, to: addressesOf(to), every, files, at_minute: minuteOf(time) }));
  const options = <K extends string>(all: Words<K>) => (Object.keys(all) as K[]).map((value) => ({ value, label: i18n._(all[value]) }));
  return (
    <form className={classes.mailForm} onSubmit={(event) => {
      event.preventDefault();
      make.mutate(undefined, { onSuccess: () => { setName(""); setTo(""); } });
    }}>
      <p className={classes.footnote}>
        <Trans>What the screen shows now, of the last whole day, week or month. Times are the shop's own; figures of a day stand at 4:00.</Trans>
      </p>
      <TextInput label={t`Name of the report`} required maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <Textarea label={t`Addresses`} required autosize minRows={1} value={to} placeholder="ann@shop.example, bob@shop.example"
        onChange={(event) => setTo(event.currentTarget.value)} />
      <div className={classes.cut}>
        <NativeSelect label={t`How often`} value={every} data={options(everyWords)} onChange={(event) => setEvery(event.currentTarget.value as Every)} />
        <TimeField name={t`At`} label={t`At`} value={time} onChange={setTime} />
        <NativeSelect label={t`File`} value={files} data={options(fileWords)} onChange={(event) => setFiles(event.currentTarget.value as Files)} />
      </div>
      <ProblemText error={make.error} />
      <Button type="submit" size="sm" loading={make.isPending}><Trans>Send by mail</Trans></Button>
    </form>
  );
}

/** "08:30" in minutes; what is no time goes to the server as 0, which names the field. */
function minuteOf(time: string): number {
  const parts = /^(\d{1,2}):(\d{2})$/.exec(time);
  return parts ? Number(parts[1]) * 60 + Number(parts[2]) : 0;
}
