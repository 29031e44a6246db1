// On the card of an order that the desk made: is it in the shop, under which number, or why not.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import type { Order, ShopCopy as Copy } from "@/shared/api/types";
import { tellMoney } from "@/shared/lib/money";
import { useCan } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";
import type { IconName } from "@/shared/ui/icon";
import { Tag, type Tone } from "@/shared/ui/tag";
import { Due } from "@/shared/ui/ticking";
import { copyStates } from "@/shared/words/orders";
import { tellCode } from "@/shared/words/problems";
import { tell } from "@/shared/words/tell";

import { shopCopyQuery, useSendCopy } from "../api/shop-copy";
import classes from "./sorted-orders.module.css";

const looks: Partial<Record<Copy["state"], { tone: Tone; icon: IconName }>> = {
  waiting: { tone: "paused", icon: "clock" },
  sending: { tone: "paused", icon: "clock" },
  perhaps: { tone: "warning", icon: "question" },
  done: { tone: "talking", icon: "check" },
  refused: { tone: "danger", icon: "warning" },
};
/** What a person can do about it: send what was not sent, try again what was refused or is unclear. */
const canSend = ["off", "refused", "perhaps"];

export function ShopCopy({ order }: { order: Order }) {
  const { data: copy } = useQuery({ ...shopCopyQuery(order.id), enabled: order.source === "desk" });
  if (!copy?.made_here || copy.state === "none") return null;
  return <CopyLine order={order} copy={copy} />;
}

function CopyLine({ order, copy }: { order: Order; copy: Copy }) {
  const { i18n } = useLingui();
  const may = useCan("orders.create");
  const send = useSendCopy(order.id);
  const look = looks[copy.state] ?? { tone: "paused" as const, icon: "store" as const };
  const sum = copy.total && tellMoney(i18n.locale, copy.total);
  return (
    <div className={classes.work} aria-live="polite">
      <Tag {...look}>{tell(i18n, copyStates, copy.state)}</Tag>
      <span>{copy.store}{copy.number && <> · <strong>{copy.number}</strong></>}</span>
      {sum && <span><Trans>The shop counts {sum}</Trans></span>}
      {copy.error && <span>{tellCode(i18n, copy.error)}</span>}
      {copy.said && <q>{copy.said}</q>}
      {copy.state === "perhaps" && typeof copy.next_at === "number" && <Due at={copy.next_at} from={copy.next_at - 120_000} />}
      {may && canSend.includes(copy.state) && (
        <Button size="compact-sm" variant="default" loading={send.isPending} onClick={() => send.mutate()}>
          {copy.state === "off" ? <Trans>Send to the shop</Trans> : <Trans>Try again</Trans>}
        </Button>
      )}
      <ProblemText error={send.error} />
    </div>
  );
}
