// Numbers that take faxes: each with its last calls, also those that brought no page.
import { Button } from "@mantine/core";
import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { faxCallsQuery, faxLinesQuery, type Fax, type FaxLine } from "@/shared/api/fax";
import { useCan } from "@/shared/lib/session";
import { dayAndTime } from "@/shared/lib/time-words";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { useNow } from "@/shared/ui/ticking";
import { tellCode } from "@/shared/words/problems";

import { FaxLineForm } from "./fax-line-form";
import classes from "./settings.module.css";

export function FaxLines() {
  const { t, i18n } = useLingui();
  const { data, error } = useQuery(faxLinesQuery);
  const may = useCan("settings.edit");
  const [open, setOpen] = useState<string>();
  return (
    <>
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data && !data.can_send && data.items.length > 0 && <div role="status">{tellCode(i18n, "fax.no_poppler")}</div>}
      {data?.items.map((line) => (open === line.id
        ? <FaxLineForm key={line.id} line={line} onDone={() => setOpen(undefined)} />
        : <Card key={line.id} line={line} may={may} onEdit={() => setOpen(line.id)} />))}
      {data?.items.length === 0 && open === undefined && (
        <Empty icon="inbox" title={t`No number takes faxes yet`}><Trans>Give one of your trunks' numbers to faxes: they then stand in the buyer's thread as PDF, and are answered with a PDF.</Trans></Empty>
      )}
      {may && open === undefined && <div><Button leftSection={<Icon name="plus" />} onClick={() => setOpen("new")}><Trans>Add a number</Trans></Button></div>}
      {open === "new" && <FaxLineForm onDone={() => setOpen(undefined)} />}
    </>
  );
}

function Card({ line, may, onEdit }: { line: FaxLine; may: boolean; onEdit: () => void }) {
  const { data } = useQuery(faxCallsQuery(line.id));
  return (
    <section className={classes.form} aria-label={line.number}>
      <div className={classes.buttons}>
        <strong>{line.number}</strong>
        {line.name && <span>{line.name}</span>}
        <Tag tone={line.enabled ? "talking" : "plain"}>{line.enabled ? <Trans>Takes faxes</Trans> : <Trans>Switched off</Trans>}</Tag>
      </div>
      {data && data.items.length > 0 && (
        <details>
          <summary><Trans>Last calls</Trans></summary>
          <ul>{data.items.map((fax) => <Last key={fax.id} fax={fax} />)}</ul>
        </details>
      )}
      {may && <div className={classes.buttons}><Button size="xs" variant="default" onClick={onEdit}><Trans>Change</Trans></Button></div>}
    </section>
  );
}

function Last({ fax }: { fax: Fax }) {
  const { t, i18n } = useLingui();
  const now = useNow();
  const pages = fax.pages || (fax.sends ? 0 : fax.pages_all);
  const how = fax.state !== "done" ? t`under way` : fax.code === "ok" ? t`whole` : tellCode(i18n, fax.code);
  return <li>{dayAndTime(i18n.locale, now, fax.began_at)} · {fax.sends ? t`sent` : t`received`} · {i18n._(plural(pages, { one: "# page", other: "# pages" }))} · {how}</li>;
}
