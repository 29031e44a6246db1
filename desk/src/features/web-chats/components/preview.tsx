// The real widget in a frame without rights, on what the form says now: nothing that is tried here reaches anybody.
import { Checkbox, SegmentedControl, useComputedColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { useMe } from "@/shared/lib/session";

import type { WebChat } from "../api/web-chats";
import { helloOf, previewPage, type Moment } from "../lib/draft";
import classes from "./web-chats.module.css";

const tenHoursMs = 36_000_000;

export function Preview({ form }: { form: WebChat }) {
  const { t, i18n } = useLingui();
  const { shops } = useMe();
  const [moment, setMoment] = useState<Moment>("open");
  const [dark, setDark] = useState(useComputedColorScheme("light", { getInitialValueInEffect: false }) === "dark");
  const [opensAt] = useState(() => Date.now() + tenHoursMs);
  const [settled] = useDebouncedValue(form, 400);
  const shop = shops.find((one) => one.id === form.shop_id);
  const languages = shop?.languages ?? [i18n.locale];
  const language = (settled.languages[0] ?? languages[0]) || i18n.locale;
  const hello = helloOf(settled, moment, { shop: shop?.name ?? "", languages, language, opensAt });
  const page = previewPage(window.location.origin, hello, moment !== "invited", dark);
  return (
    <aside className={classes.preview} aria-label={t`Preview`}>
      <div className={classes.moments}>
        <SegmentedControl size="xs" aria-label={t`Moment`} value={moment} onChange={(value) => setMoment(value as Moment)}
          data={[{ value: "open", label: t`Open` }, { value: "shut", label: t`Out of hours` }, { value: "invited", label: t`Invitation` }]} />
        <Checkbox size="xs" label={t`Dark`} checked={dark} onChange={(event) => setDark(event.currentTarget.checked)} />
      </div>
      <iframe key={page} className={classes.frame} title={t`Preview of the chat`} sandbox="allow-scripts" srcDoc={page} />
      <p className={classes.quiet}>{saysNothing(settled, moment) ?? <Trans>This is the real chat. What you write into it here goes nowhere.</Trans>}</p>
    </aside>
  );

  /** Why the frame is empty, when it is. */
  function saysNothing(chat: WebChat, now: Moment): string | undefined {
    if (now === "shut" && chat.when_shut === "hidden") return t`Out of hours nothing stands on the page.`;
    if (now === "invited" && !chat.invitations[0]?.text) return t`There is no invitation yet; the first one is shown here.`;
    return undefined;
  }
}
