// The one line for the shop's pages, to be copied.
import { useLingui } from "@lingui/react/macro";

import { CopyButton } from "@/shared/ui/copy-button";

import classes from "./web-chats.module.css";

export function TagLine({ tag }: { tag: string }) {
  const { t } = useLingui();
  return (
    <p className={classes.tag} role="group" aria-label={t`Tag for your pages`}>
      <code>{tag}</code>
      <CopyButton value={tag} />
    </p>
  );
}
