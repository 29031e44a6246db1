// What happened while it was recorded, each a button that plays from there.
import { Trans, useLingui } from "@lingui/react/macro";

import type { RecordingMark } from "@/shared/api/types";
import { running } from "@/shared/lib/time-words";
import { recordingMarks } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import classes from "./player.module.css";

export function Marks({ marks, onSeek }: { marks: RecordingMark[]; onSeek: (ms: number) => void }) {
  const { i18n, t } = useLingui();
  // A page that loads anew leaves the buyer alone for no time that anybody hears.
  const told = marks.filter((mark) => mark.what !== "waiting" || mark.to_ms === undefined || mark.to_ms - mark.at_ms >= 500);
  if (told.length === 0) return null;
  return (
    <ul className={classes.marks} aria-label={t`What happened when`}>
      {told.map((mark, at) => (
        <li key={at}>
          <button type="button" onClick={() => onSeek(mark.at_ms)}>
            <span>{running(mark.at_ms)}</span> {tell(i18n, recordingMarks, mark.what)}
            {mark.to_ms !== undefined && mark.to_ms > mark.at_ms && <> <Lasts ms={mark.to_ms - mark.at_ms} /></>}
            {mark.person_name && ` · ${mark.person_name}`}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Lasts({ ms }: { ms: number }) {
  const length = running(ms);
  return <Trans>for {length}</Trans>;
}
