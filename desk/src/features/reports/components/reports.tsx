// Reports: a page per question; period, cut and filter above; picture and table together; files for who may take them out.
import { Button, NativeSelect, SegmentedControl, TextInput, Tooltip } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useCan, useMe } from "@/shared/lib/session";
import { clockTime, lengthWords } from "@/shared/lib/time-words";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import { pauseReasons, type Words } from "@/shared/words/contact";
import { figureName, reportFigures } from "@/shared/words/reports";
import { tradeFigures } from "@/shared/words/trade";

import { fileAddress, reportQuery, type Asked, type By, type Cell, type Column, type Filter, type Report, type ReportRow, type Step } from "../api/reports";
import { tables, type Cut, type Only, type Table, type TradeAsked } from "../api/trade";
import { Behind } from "./behind";
import { ByMail } from "./by-mail";
import { Chart } from "./chart";
import { FigureTable } from "./figure-table";
import { addDays, daysOf, isDay, periodOf, presets, zoneOf, type Preset } from "./period";
import classes from "./reports.module.css";
import { Trade, TradeCuts, TradeFiles } from "./trade";
import { hourMark, linesOf, periodText, spoken } from "./values";

const questions = {
  service: ["offered", "answered", "three_rings", "abandoned", "short_abandoned", "abandon_rate", "lost", "called_back", "sl_strict", "asa", "wait_median", "wait_p90", "longest_wait"],
  levels: ["offered", "sl_strict", "sl_answered", "sl_negative", "sl_positive", "sl_ignore", "sl_genesys", "sl_connect", "three_rings_without_short", "abandon_raw", "abandon_time", "abandon_time_without_short"],
  handling: ["handled", "aht", "talk", "talk_average", "hold", "wrap_up", "wrap_up_average", "offers", "no_answers", "rona_rate"],
  people: ["sign_in", "contact", "ready", "occupancy", "load", "paused", "not_responding"],
  orders: ["confirmed", "cancelled"],
  ratings: ["rating", "ratings", "low_ratings", "rating_asked", "rating_share"],
} as const;
type Question = keyof typeof questions;
const isTable = (question: Question | Table): question is Table => !(question in questions);

const questionWords: Words<Question | Table> = {
  service: msg`How the line was served`, levels: msg`Service levels`, handling: msg`Handling`, people: msg`People's time`, orders: msg`Orders`,
  ratings: msg`Ratings`, order_desk: msg`Order desk`, deliveries: msg`Deliveries`, online_sales: msg`Online sales`, written: msg`Chats and letters`,
};
const presetWords: Words<Preset> = {
  today: msg`Today`, yesterday: msg`Yesterday`, week: msg`This week`, seven: msg`Last seven days`, month: msg`This month`, last_month: msg`Last month`, own: msg`Own period`,
};
const stepWords: Words<Step> = { none: msg`in one sum`, hour: msg`by hour`, day: msg`by day`, week: msg`by week`, month: msg`by month` };
const byWords: Words<By> = {
  none: msg`all together`, queue: msg`by queue`, department: msg`by department`, person: msg`by operator`, shop: msg`by shop`, channel: msg`by channel`,
};
const channelWords: Words = { call: msg`Calls`, task: msg`Call-backs and voicemail`, chat: msg`Chats`, letter: msg`Letters`, all: msg`All channels` };
const filterWords: Words<Filter> = { queue: msg`Queue`, department: msg`Department`, person: msg`Operator`, shop: msg`Shop` };

export function Reports() {
  const { t } = useLingui();
  const { shops } = useMe();
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: zoneOf(shops) }).format(Date.now());
  const [question, setQuestion] = useState<Question | Table>("service");
  const [preset, setPreset] = useState<Preset>("seven");
  const [asked, setAsked] = useState<Asked>({ ...periodOf("seven", today), step: "day", by: "none", channel: "call", filters: {} });
  const [cut, setCut] = useState<{ by: Cut; only: Only[] }>({ by: "none", only: [] });
  const change = (part: Partial<Asked>) => setAsked({ ...asked, ...part });
  const trade: TradeAsked | undefined = isTable(question)
    ? { report: question, from: asked.from, to: asked.to, step: asked.step === "hour" ? "day" : asked.step, ...cut } : undefined;
  const changeTrade = ({ by = cut.by, only = cut.only, step }: Partial<TradeAsked>) => {
    setCut({ by, only });
    if (step) change({ step });
  };
  return (
    <Page title={t`Reports`} actions={trade ? <TradeFiles asked={trade} /> : <Files asked={asked} />}
      bar={<Controls asked={asked} today={today} preset={preset} question={question}
        onQuestion={(next) => { setQuestion(next); setCut({ by: "none", only: [] }); }}
        cuts={trade && <TradeCuts asked={trade} onChange={changeTrade} />}
        onPreset={(next) => { setPreset(next); if (next !== "own") change(periodOf(next, today)); }} onChange={change} />}>
      {isTable(question) ? <Trade asked={trade!} onChange={changeTrade} />
        : <Figures question={question} asked={asked} onChange={change} />}
    </Page>
  );
}

function Figures({ question, asked, onChange }: { question: Question; asked: Asked; onChange: (part: Partial<Asked>) => void }) {
  const [chosen, setChosen] = useState<string>();
  const { data, error, isFetching } = useQuery(reportQuery(asked));
  const codes = data ? spoken(data, questions[question]) : [];
  const usual = codes.includes("sl_strict") ? "sl_strict" : codes.includes("answered") ? "answered" : codes[0];
  const code = chosen && codes.includes(chosen) ? chosen : usual ?? "";
  return (
    <>
      <ProblemText error={error} />
      {!data && !error && <Rows count={10} />}
      {data && <Answer key={question} report={data} asked={asked} question={question} codes={codes} code={code} busy={isFetching}
        onChoose={setChosen} onChange={onChange} />}
    </>
  );
}

interface AnswerProps {
  report: Report;
  asked: Asked;
  question: Question;
  codes: string[];
  code: string;
  busy: boolean;
  onChoose: (code: string) => void;
  onChange: (part: Partial<Asked>) => void;
}

function Answer({ report, asked, question, codes, code, busy, onChoose, onChange }: AnswerProps) {
  const { t, i18n } = useLingui();
  const [open, setOpen] = useState<{ column: Column; cell: Cell }>();
  const column = report.columns.find((one) => one.code === code);
  if (report.rows.length === 0)
    return <Empty icon="board" title={t`Nothing happened in this period`}><Trans>Choose other days, another channel, or take the filters away.</Trans></Empty>;
  const openCell = (one: Column, row: ReportRow) => {
    const days = daysOf(asked.step, row.period, asked.from, asked.to);
    const group = asked.by !== "none" && asked.by !== "channel" && row.group_id && row.group_id !== "0" ? { by: asked.by, id: row.group_id } : undefined;
    setOpen({ column: one, cell: { figure: one.opens, ...days, hour: row.hour, again: row.again, group } });
  };
  const narrow = (row: ReportRow) => {
    if (asked.by === "none" || asked.by === "channel") return;
    onChange({ filters: { ...asked.filters, [asked.by]: { id: row.group_id, name: row.group_name } }, by: "none", step: asked.step === "none" ? "day" : asked.step });
  };
  return (
    <div className={classes.answer} aria-busy={busy || undefined}>
      {column && <Chart title={figureName(i18n, code)} kind={column.kind}
        lines={linesOf(report, code, (row) => periodText(i18n.locale, asked.step, row), asked.step, (row) => hourMark(i18n.locale, row))} />}
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t`Table of figures`}>
        <FigureTable report={report} asked={asked} codes={codes} chosen={code}
          extra={question === "people" ? "pauses" : question === "orders" ? "money" : undefined}
          onChoose={onChoose} onOpen={openCell} onGroup={narrow} />
      </div>
      <Footnote report={report} shop={asked.filters.shop?.id} />
      {open && <Behind asked={asked} column={open.column} cell={open.cell} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

/** T and s of these days, and up to which moment facts are counted. */
function Footnote({ report, shop }: { report: Report; shop?: string }) {
  const { i18n } = useLingui();
  const zone = zoneOf(useMe().shops, shop);
  const inTime = report.limits.map((one) => lengthWords(i18n.locale, one.service_level_ms)).join(", ");
  const quick = report.limits.map((one) => lengthWords(i18n.locale, one.short_abandon_ms)).join(", ");
  const until = clockTime(i18n.locale, report.as_of, zone);
  return (
    <p className={classes.footnote}>
      {report.limits.length > 0 && <><Trans>In time means within {inTime}; a quick hang-up is within {quick}.</Trans>{" "}</>}
      {report.as_of > 0 && (zone
        ? <Trans>Counted up to {until}. Days and hours are the shop's own ({zone}).</Trans>
        : <Trans>Counted up to {until} of your own time. Days and hours are those of each shop's own time zone.</Trans>)}
    </p>
  );
}

interface ControlsProps {
  asked: Asked;
  today: string;
  preset: Preset;
  question: Question | Table;
  onQuestion: (question: Question | Table) => void;
  /** Of a trade report: its own cuts and filters in the place of those of the line. */
  cuts?: React.ReactNode;
  onPreset: (preset: Preset) => void;
  onChange: (part: Partial<Asked>) => void;
}

function Controls({ asked, today, preset, question, onQuestion, cuts, onPreset, onChange }: ControlsProps) {
  const { t, i18n } = useLingui();
  const options = <K extends string>(words: Words<K>, keys: K[]) => keys.map((value) => ({ value, label: i18n._(words[value]) }));
  return (
    <div className={classes.controls}>
      <SegmentedControl size="xs" className={classes.questions} aria-label={t`Question`} value={question} onChange={(value) => onQuestion(value as Question | Table)}
        data={options(questionWords, [...(Object.keys(questions) as Question[]), ...tables])} />
      <div className={classes.cut}>
        <NativeSelect size="xs" aria-label={t`Period`} value={preset} data={options(presetWords, presets)}
          onChange={(event) => onPreset(event.currentTarget.value as Preset)} />
        {preset === "own" && <Days asked={asked} today={today} onChange={onChange} />}
        <NativeSelect size="xs" aria-label={t`Step`} value={cuts && asked.step === "hour" ? "day" : asked.step}
          data={options(stepWords, (Object.keys(stepWords) as Step[]).filter((step) => !cuts || step !== "hour"))}
          onChange={(event) => onChange({ step: event.currentTarget.value as Step })} />
        {cuts ?? <LineCuts asked={asked} onChange={onChange} />}
      </div>
    </div>
  );
}

function LineCuts({ asked, onChange }: { asked: Asked; onChange: (part: Partial<Asked>) => void }) {
  const { t, i18n } = useLingui();
  const may = useCan("people.view");
  const groups = (Object.keys(byWords) as By[]).filter((by) => by !== "person" || may);
  return (
    <>
      <NativeSelect size="xs" aria-label={t`Grouping`} value={asked.by} data={groups.map((value) => ({ value, label: i18n._(byWords[value]) }))}
        onChange={(event) => onChange({ by: event.currentTarget.value as By })} />
      <NativeSelect size="xs" aria-label={t`Channel`} value={asked.channel}
        data={Object.keys(channelWords).map((value) => ({ value, label: i18n._(channelWords[value]!) }))}
        onChange={(event) => onChange({ channel: event.currentTarget.value })} />
      {(Object.keys(asked.filters) as Filter[]).map((kind) => asked.filters[kind] && (
        <Button key={kind} size="compact-xs" variant="light" rightSection={<Icon name="cross" size={12} />}
          onClick={() => onChange({ filters: { ...asked.filters, [kind]: undefined } })}>
          {i18n._(filterWords[kind])}: {asked.filters[kind].name}
        </Button>
      ))}
    </>
  );
}

/** The last day is shown inside, as people speak of it. */
function Days({ asked, today, onChange }: { asked: Asked; today: string; onChange: (part: Partial<Asked>) => void }) {
  const { t } = useLingui();
  return (
    <>
      <TextInput size="xs" type="date" aria-label={t`From`} value={asked.from} max={today}
        onChange={(event) => isDay(event.currentTarget.value) && onChange({ from: event.currentTarget.value })} />
      <TextInput size="xs" type="date" aria-label={t`To, this day included`} value={addDays(asked.to, -1)} max={today}
        onChange={(event) => isDay(event.currentTarget.value) && onChange({ to: addDays(event.currentTarget.value, 1) })} />
    </>
  );
}

function Files({ asked }: { asked: Asked }) {
  const { t, i18n } = useLingui();
  const may = useCan("reports.export");
  const [mail, setMail] = useState(false);
  if (!may) return null;
  const words: Record<string, string> = { period: t`Period`, group: t`Group`, total: t`Total`, figures: t`Figures`, definitions: t`Definitions`, recomputed: t`recomputed` };
  for (const code of Object.keys(reportFigures)) if (!(code in tradeFigures)) words[code] = figureName(i18n, code);
  for (const [reason, name] of Object.entries(pauseReasons)) words[`pause ${reason}`] = i18n._(name);
  return (
    <span className={classes.files}>
      <Tooltip label={t`Everything this report holds, also the columns not shown`}>
        <span className={classes.files}>
          <Button component="a" size="xs" variant="default" href={fileAddress(asked, "xlsx", words)} download>XLSX</Button>
          <Button component="a" size="xs" variant="default" href={fileAddress(asked, "csv", words)} download>CSV</Button>
        </span>
      </Tooltip>
      <Button size="xs" variant="default" onClick={() => setMail(true)}><Trans>By mail</Trans></Button>
      {mail && <ByMail asked={asked} words={words} onClose={() => setMail(false)} />}
    </span>
  );
}
