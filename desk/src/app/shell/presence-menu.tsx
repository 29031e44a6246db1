// Presence: what she is and since when; ready, pause with a reason, finish and leave, sign out.
import { Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { pauseReasonsQuery, setPresence, type Presence } from "@/shared/api/presence";
import { useAction } from "@/shared/lib/actions";
import { usePhoneState } from "@/shared/lib/phone";
import { hasPhone } from "@/shared/lib/phone-kinds";
import { useMe } from "@/shared/lib/session";
import { useLive } from "@/shared/live/store";
import { agentIcon, agentWords } from "@/shared/ui/agent-icon";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { Left, Since } from "@/shared/ui/ticking";
import { pauseReasons } from "@/shared/words/contact";
import { tellProblem } from "@/shared/words/problems";
import { tell } from "@/shared/words/tell";

import { useAskedLeave } from "./asked-leave";
import classes from "./shell.module.css";

export function PresenceMenu() {
  const { t, i18n } = useLingui();
  const view = useLive((live) => live.me);
  const atTask = useLive((live) => live.contact?.channel === "task" && live.contact.state === "talking" && !live.contact.dial);
  const me = useMe();
  const navigate = useNavigate();
  const phone = usePhoneState();
  const reasons = useQuery(pauseReasonsQuery);
  const { ask: askedToLeave, dialog } = useAskedLeave();
  const change = useMutation({
    mutationFn: ({ state, reason }: { state: Presence; reason?: string }) => setPresence(state, reason),
    onError: (error) => notifications.show({ color: "red", message: tellProblem(i18n, error) }),
  });

  const state = view?.state ?? "signed_out";
  const doing = { state, reason: view?.reason, work: atTask ? "task" : view?.work };
  const noPhone = !hasPhone(me.phone, phone.status, view?.reachable ?? false);
  const written = state === "ready" && noPhone && view?.reachable === false;
  const goReady = () => {
    // Without a phone no call is offered to her: the check is the next step then. Chats alone are a choice of their own.
    if (me.phone.kind === "browser" && noPhone) void navigate({ to: "/phone" });
    else change.mutate({ state: "ready" });
  };
  const toggle = () => (state === "ready" ? change.mutate({ state: "paused", reason: "break" }) : goReady());
  useAction("presence.toggle", toggle);

  return (
    <>
      {dialog}
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <button type="button" className={`${classes.cell} ${classes.presence}`} data-state={state}
            title={written ? t`Ready for chats; phone not connected` : t`My presence`}>
            <Icon name={agentIcon(doing)} />
            <span>{written ? t`Ready for chats` : agentWords(i18n, doing)}</span>
            {view && view.since > 0 && (view.until ? <Left until={view.until} /> : <Since since={view.since} />)}
            {view?.finishing && <Icon name="out" />}
            <Icon name="down" size={13} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="dot" />} rightSection={<Kbd action="presence.toggle" />}
            disabled={state === "ready"} onClick={goReady}>
            <Trans>Ready</Trans>
          </Menu.Item>
          {noPhone && (
            <Menu.Item leftSection={<Icon name="chat" />} disabled={state === "ready"} onClick={() => change.mutate({ state: "ready" })}>
              <Trans>Ready for chats, without the phone</Trans>
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Label><Trans>Pause</Trans></Menu.Label>
          {(reasons.data?.items ?? []).map(({ code }) => (
            <Menu.Item key={code} leftSection={<Icon name="coffee" />}
              onClick={() => change.mutate({ state: "paused", reason: code })}>
              {tell(i18n, pauseReasons, code)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="out" />} onClick={() => change.mutate({ state: "finishing" })}>
            <Trans>Finish this contact and leave</Trans>
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="out" />} onClick={askedToLeave}>
            <Trans>Sign out</Trans>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
