// What a channel says of writing: why a message is not there and what now; how long free words are taken.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { sendAgain, type ChatMessage, type Conversation } from "@/shared/api/conversations";
import { clockTime, dayAndTime } from "@/shared/lib/time-words";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { useNow } from "@/shared/ui/ticking";
import { wayWords } from "@/shared/words/channels";
import { tellCode } from "@/shared/words/problems";
import { tell } from "@/shared/words/tell";

import { keepAnswer } from "../lib/stream";
import classes from "./conversations.module.css";

export function TroubleLine({ message, conversationId, mine }: { message: ChatMessage; conversationId: string; mine: boolean }) {
  const { i18n } = useLingui();
  const cache = useQueryClient();
  const again = useMutation({ mutationFn: () => sendAgain(conversationId, message.id), onSuccess: (answer) => keepAnswer(cache, answer) });
  const { trouble } = message;
  if (!trouble) return null;
  const said = trouble.params.find(({ name }) => name === "channel_said")?.value;
  const channels = trouble.params.find(({ name }) => name === "channel_code")?.value ?? "";
  const why = channels.startsWith("fax.") ? channels : trouble.code;
  const ways = trouble.ways.filter((way) => way !== "again" && way !== "wait").map((way) => tell(i18n, wayWords, way)).join(", ");
  const next = trouble.next_at ? clockTime(i18n.locale, trouble.next_at) : "";
  const may = mine && (message.state === "failed" || message.state === "perhaps_sent");
  return (
    <div className={classes.trouble} role="note">
      <span>{tellCode(i18n, why)}{said ? ` «${said}»` : ""}</span>
      {next && <span><Trans>Next try: {next}</Trans></span>}
      {ways && <span><Trans>What now: {ways}</Trans></span>}
      {may && <Button size="compact-xs" variant="default" loading={again.isPending} onClick={() => again.mutate()}><Trans>Try again</Trans></Button>}
      <ProblemText error={again.error} />
    </div>
  );
}

export function WindowLine({ conversation }: { conversation: Conversation }) {
  const { i18n } = useLingui();
  const now = useNow();
  const { window } = conversation;
  if (!window) return null;
  const ways = window.ways.filter((way) => way !== "billed").map((way) => tell(i18n, wayWords, way)).join(", ");
  const until = window.until ? dayAndTime(i18n.locale, now, window.until) : "";
  const over = !window.free_text || (window.until ? window.until <= now : false);
  if (over) return <div className={classes.window} data-closed role="status"><Icon name="warning" size={13} /> <Trans>Free answers are over here.</Trans>{ways && <span><Trans>What now: {ways}</Trans></span>}</div>;
  if (window.ways.includes("billed")) return <div className={classes.window}><Icon name="clock" size={13} /> <Trans>The channel charges for an answer now.</Trans></div>;
  if (!until) return null;
  return <div className={classes.window}><Icon name="clock" size={13} /> <Trans>Free answers until {until}</Trans></div>;
}
