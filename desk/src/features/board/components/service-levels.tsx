// Seven service levels side by side, because everybody means another one; each opens to its definition and counts.
import { Popover } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import type { Figures, ServiceLevel } from "@/shared/api/types";
import { lengthWords } from "@/shared/lib/time-words";
import { serviceLevelDefinitions, serviceLevelOrder, serviceLevels } from "@/shared/words/figures";

import classes from "./board.module.css";
import { percent } from "./figures";

export function ServiceLevels({ figures }: { figures: Figures }) {
  const { i18n } = useLingui();
  const limit = lengthWords(i18n.locale, figures.threshold_ms);
  const levels = serviceLevelOrder.flatMap((code) => figures.service_levels.find((level) => level.code === code) ?? []);
  return (
    <div className={classes.panel}>
      <div className={classes.panelHead}><span><Trans>Service level, answered within {limit}</Trans></span></div>
      <div className={classes.levels}>
        {levels.map((level) => <Level key={level.code} level={level} />)}
      </div>
    </div>
  );
}

function Level({ level }: { level: ServiceLevel }) {
  const { i18n } = useLingui();
  const { numerator, denominator } = level;
  return (
    <Popover position="bottom-start">
      <Popover.Target>
        <button type="button" className={classes.level} data-headline={level.code === "strict" || undefined}>
          <strong>{percent(i18n.locale, level.permille)}</strong>
          <small>{i18n._(serviceLevels[level.code])}</small>
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.definition}>
        <p>{i18n._(serviceLevelDefinitions[level.code])}</p>
        <p><strong>{numerator} / {denominator}</strong></p>
        {denominator === 0 && <p><Trans>Nothing to count yet, so there is no figure.</Trans></p>}
      </Popover.Dropdown>
    </Popover>
  );
}
