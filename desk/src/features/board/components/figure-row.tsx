// The counts and waits; a click shows the definition and, for counts, the contacts behind it.
import { Button, Popover } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Figures } from "@/shared/api/types";
import { running } from "@/shared/lib/time-words";
import { Dialog } from "@/shared/ui/dialog";
import { Rows } from "@/shared/ui/empty";
import { ProblemText } from "@/shared/ui/problem-text";
import { figureDefinitions, figures as words, type FigureCode } from "@/shared/words/figures";

import { rowsQuery, type Window } from "../api/board";
import classes from "./board.module.css";
import { opens, shownFigures, type Shown } from "./figures";
import { RowTable } from "./row-table";

interface Props {
  figures: Figures;
  queueId: string;
  window: Window;
}

export function FigureRow({ figures, queueId, window }: Props) {
  const { i18n } = useLingui();
  const [open, setOpen] = useState<FigureCode>();
  return (
    <div className={`${classes.panel} ${classes.figures}`}>
      {shownFigures(figures).map((figure) => <Figure key={figure.code} figure={figure} onRows={() => setOpen(figure.code)} />)}
      {open && (
        <Dialog onClose={() => setOpen(undefined)} size={980} title={i18n._(words[open])}>
          <Behind code={open} queueId={queueId} window={window} />
        </Dialog>
      )}
    </div>
  );
}

function Figure({ figure, onRows }: { figure: Shown; onRows: () => void }) {
  const { i18n } = useLingui();
  const [open, setOpen] = useState(false);
  const { code, count, ms } = figure;
  const value = count !== undefined ? new Intl.NumberFormat(i18n.locale).format(count) : ms === undefined ? "—" : running(ms);
  return (
    <Popover position="bottom-start" opened={open} onChange={setOpen}>
      <Popover.Target>
        <button type="button" className={classes.figure} data-opens onClick={() => setOpen(!open)}>
          <strong>{value}</strong>
          <small>{i18n._(words[code])}</small>
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.definition}>
        <p>{i18n._(figureDefinitions[code])}</p>
        {opens.has(code) && (
          <Button size="xs" variant="default" onClick={() => { setOpen(false); onRows(); }}><Trans>Show the contacts</Trans></Button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function Behind({ code, queueId, window }: { code: FigureCode; queueId: string; window: Window }) {
  const { i18n } = useLingui();
  const { data, error } = useQuery(rowsQuery(code, queueId, window));
  return (
    <>
      <p>{i18n._(figureDefinitions[code])}</p>
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data && <RowTable rows={data.items} />}
    </>
  );
}
