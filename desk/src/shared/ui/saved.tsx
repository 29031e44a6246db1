// The tick after a commit.
import { Trans } from "@lingui/react/macro";

import { Icon } from "./icon";
import classes from "./saved.module.css";

export function Saved({ when }: { when: boolean }) {
  return <span role="status" className={classes.saved}>{when && <><Icon name="check" /><Trans>saved</Trans></>}</span>;
}
