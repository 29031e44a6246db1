// Whom to choose: every strategy with the line that explains it.
import { Radio } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";

import type { Strategy } from "@/shared/api/types";
import { strategies, strategyLines } from "@/shared/words/queues";
import { tell } from "@/shared/words/tell";

import { useDraft } from "./draft";
import classes from "./queues.module.css";

export function StrategyPicker() {
  const { t, i18n } = useLingui();
  const { queue, change, may } = useDraft();
  return (
    <Radio.Group aria-label={t`Whom to choose`} value={queue.rules.strategy}
      onChange={(value) => change({ ...queue, rules: { ...queue.rules, strategy: value as Strategy } })}>
      <div className={classes.strategies}>
        {Object.keys(strategies).map((code) => (
          <Radio key={code} value={code} disabled={!may} label={tell(i18n, strategies, code)} description={tell(i18n, strategyLines, code)} />
        ))}
      </div>
    </Radio.Group>
  );
}
