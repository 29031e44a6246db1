// A chat rings in the same place as a call, and is taken with the same key: who, his words, how long he waits.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { acceptOffer, declineOffer, threadQuery } from "@/shared/api/conversations";
import { useAction } from "@/shared/lib/actions";
import type { ChatOffer, LiveEvent } from "@/shared/live/state";
import { dispatchLive } from "@/shared/live/store";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";
import { Left, Since } from "@/shared/ui/ticking";
import { SignedWords } from "@/shared/ui/signed-words";
import { languages } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import { keepAnswer } from "../lib/stream";
import classes from "./conversations.module.css";
import { nameOf } from "./thread";

/** Who declines is not told by the line: it knows. */
const gone = (id: string): LiveEvent => ({ kind: "server", seq: 0, event: { type: "conversation_offer_gone", data: { conversation_id: id, cause: "declined" } } });

/** `byKey`: not while a call rings, which has the key then. */
export function ChatOfferCard({ offer, byKey, onTaken }: { offer: ChatOffer; byKey: boolean; onTaken: (id: string) => void }) {
  const { i18n } = useLingui();
  const { conversation, expires_at } = offer;
  const { data } = useQuery(threadQuery(conversation.id));
  const cache = useQueryClient();
  const accept = useMutation({
    mutationFn: () => acceptOffer(conversation.id),
    onSuccess: (answer) => {
      keepAnswer(cache, answer);
      onTaken(conversation.id);
    },
  });
  const decline = useMutation({ mutationFn: () => declineOffer(conversation.id), onSuccess: () => dispatchLive(gone(conversation.id)) });
  useAction("call.answer", () => accept.mutate(), byKey);
  useAction("call.decline", () => decline.mutate(), byKey);
  const known = data?.conversation ?? conversation;
  const words = (data?.messages ?? []).filter(({ direction }) => direction === "in").slice(-3).map(({ text }) => text).join("\n") || known.preview;
  return (
    <section className={classes.offer} aria-labelledby="chat-offer">
      <header className={classes.offerHead}>
        <Icon name="chat" size={22} />
        <div>
          <p className={classes.kicker}><Trans>Chat on the shop's page</Trans></p>
          <h2 id="chat-offer">{nameOf(known)}</h2>
          <p className={classes.facts}>
            <span><Trans>waits</Trans> <Since since={known.last_buyer_at || known.began_at} /></span>
            {known.language && <span>{tell(i18n, languages, known.language)}</span>}
            {/^https?:/.test(known.page) && <span>{known.page.replace(/^https?:\/\//, "")}</span>}
          </p>
        </div>
        <span className={classes.wait}><Left until={expires_at} /></span>
      </header>
      {words && <p className={classes.words} dir="auto">{words.split("\n").map((line, at) => <span key={at}>{at > 0 && "\n"}<SignedWords text={line} /></span>)}</p>}
      <ProblemText error={accept.error ?? decline.error} />
      <div className={classes.buttons}>
        <Button size="md" loading={accept.isPending} onClick={() => accept.mutate()} leftSection={<Icon name="chat" />} rightSection={byKey && <Kbd action="call.answer" />}><Trans>Take the chat</Trans></Button>
        <Button size="md" variant="default" onClick={() => decline.mutate()} rightSection={byKey && <Kbd action="call.decline" />}><Trans>Decline</Trans></Button>
      </div>
    </section>
  );
}
