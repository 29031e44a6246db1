// Nothing in hand: the place says what comes next.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { setPresence } from "@/shared/api/presence";
import { usePhone, usePhoneState } from "@/shared/lib/phone";
import { hasPhone, ringsInBrowser } from "@/shared/lib/phone-kinds";
import { useMe } from "@/shared/lib/session";
import { useLive } from "@/shared/live/store";
import { Empty } from "@/shared/ui/empty";
import { Kbd } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";

export function Idle() {
  const { t } = useLingui();
  const me = useMe();
  const view = useLive((live) => live.me);
  const phone = usePhoneState();
  const ready = useMutation({ mutationFn: () => setPresence("ready") });
  const noPhone = !hasPhone(me.phone, phone.status, view?.reachable ?? false);

  if (noPhone && ringsInBrowser(me.phone) && phone.problem === "elsewhere") return <PhoneElsewhere />;
  if (noPhone && view?.state === "ready" && !view.reachable) return <ChatsOnly />;
  if (noPhone) {
    return (
      <Empty icon="phoneOff" title={t`Your phone is not connected`}>
        <p><Trans>Check the microphone and the loudspeaker once; after that the phone connects by itself.</Trans></p>
        <Button renderRoot={(props) => <Link to="/phone" {...props} />}><Trans>Check the phone</Trans></Button>
        <Button variant="default" onClick={() => ready.mutate()} loading={ready.isPending}><Trans>Ready for chats, without the phone</Trans></Button>
        <ProblemText error={ready.error} />
      </Empty>
    );
  }
  if (view?.state === "ready") {
    return (
      <Empty icon="phone" title={t`You are ready`}>
        <p><Trans>The next call rings here. Answer it from anywhere with</Trans> <Kbd action="call.answer" /></p>
      </Empty>
    );
  }
  if (view?.state === "reserved" || view?.state === "talking") return null;  // a chat rings or is in hand: it stands above
  const missed = view?.state === "not_responding";
  return (
    <Empty icon={missed ? "warning" : "coffee"} title={missed ? t`You did not answer, so nothing is offered to you` : t`You are not in the line`}>
      <p><Trans>Calls go to others until you are ready.</Trans></p>
      <Button onClick={() => ready.mutate()} loading={ready.isPending} rightSection={<Kbd action="presence.toggle" />}>
        <Trans>Set me ready</Trans>
      </Button>
      <ProblemText error={ready.error} />
    </Empty>
  );
}

function ChatsOnly() {
  const { t } = useLingui();
  return (
    <Empty icon="chat" title={t`Ready for chats; phone not connected`}>
      <p><Trans>Chats are offered to you here. Calls go to others until the phone is connected.</Trans></p>
      <Button variant="default" renderRoot={(props) => <Link to="/phone" {...props} />}><Trans>Check the phone</Trans></Button>
    </Empty>
  );
}

function PhoneElsewhere() {
  const { t } = useLingui();
  const phone = usePhone();
  return (
    <Empty icon="phone" title={t`Your phone is in another window`}>
      <p><Trans>Calls ring and are spoken there; all else works here too.</Trans></p>
      <Button variant="default" onClick={() => void phone.connect()}><Trans>Bring the phone here</Trans></Button>
    </Empty>
  );
}
