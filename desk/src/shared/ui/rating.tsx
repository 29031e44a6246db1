// How a buyer rated the talk, beside its row: the figure, and in colour and words when it is low.
import { useLingui } from "@lingui/react/macro";

import { Tag } from "./tag";

const lowMost = 2; // as low_ratings of the reports

/** Nothing where he was not asked or did not answer. */
export function Rating({ value }: { value?: number | null }) {
  const { t } = useLingui();
  if (!value) return null;
  return <Tag tone={value <= lowMost ? "danger" : "plain"} title={t`Rated us ${value} of 5`}>{t`${value} of 5`}</Tag>;
}
