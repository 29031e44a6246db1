// The rail: one icon for each screen this person may see, its name and key on hover.
import { Tooltip } from "@mantine/core";
import { useLingui } from "@lingui/react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";

import { askedOfMeQuery, mentionsQuery } from "@/shared/api/asked";
import { useAction, useActions } from "@/shared/lib/actions";
import type { ActionId } from "@/shared/lib/keymap";
import { useMe, type Permission } from "@/shared/lib/session";
import { Icon, type IconName } from "@/shared/ui/icon";
import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";

import classes from "./shell.module.css";

interface Screen {
  to: string;
  icon: IconName;
  name: MessageDescriptor;
  action?: ActionId;
  needs?: Permission;
  low?: boolean;
  /** A number stands at it. */
  counts?: "asked";
}

const screens: Screen[] = [
  { to: "/", icon: "desk", name: msg`Desk`, action: "go.desk", needs: "desk.work" },
  { to: "/tasks", icon: "voicemail", name: msg`Tasks`, action: "go.tasks", needs: "desk.work" },
  { to: "/inbox", icon: "inbox", name: msg`Inbox`, action: "go.inbox", needs: "contacts.view" },
  { to: "/asked", icon: "question", name: msg`Asked of me`, action: "go.asked", needs: "promises.view", counts: "asked" },
  { to: "/orders", icon: "box", name: msg`Orders`, action: "go.orders", needs: "orders.view" },
  { to: "/promises", icon: "promise", name: msg`Promises`, action: "go.promises", needs: "promises.view" },
  { to: "/decisions", icon: "alarm", name: msg`Decisions`, action: "go.decisions", needs: "orders.view" },
  { to: "/board", icon: "board", name: msg`Live board`, action: "go.board", needs: "board.view" },
  { to: "/live", icon: "headset", name: msg`Live calls`, action: "go.live", needs: "calls.listen" },
  { to: "/reports", icon: "chart", name: msg`Reports`, action: "go.reports", needs: "board.view" },
  { to: "/what-if", icon: "fork", name: msg`What if`, action: "go.whatIf", needs: "board.view" },
  { to: "/recordings", icon: "record", name: msg`Recordings`, action: "go.recordings", needs: "recordings.listen" },
  { to: "/people", icon: "users", name: msg`People`, action: "go.people", needs: "people.view" },
  { to: "/audit", icon: "shield", name: msg`Audit`, action: "go.audit", needs: "audit.view", low: true },
  { to: "/demo", icon: "bolt", name: msg`Demo`, needs: "demo.run", low: true },
  { to: "/settings", icon: "settings", name: msg`Settings`, action: "go.settings", needs: "settings.view", low: true },
  { to: "/profile", icon: "user", name: msg`My profile`, action: "go.profile", low: true },
];

export function Rail() {
  const { i18n } = useLingui();
  const me = useMe();
  const { keys } = useActions();
  const counts = { asked: useAskedCount() };
  const mine = screens.filter(
    ({ needs, to }) => (!needs || me.permissions.includes(needs)) && (to !== "/demo" || me.demo),
  );
  const link = (screen: Screen) => (
    <Tooltip
      key={screen.to} position="right"
      label={screen.action ? `${i18n._(screen.name)}  ${keys[screen.action]}` : i18n._(screen.name)}
    >
      <Link
        to={screen.to as "/"} className={classes.link} aria-label={screen.counts && counts[screen.counts] > 0 ? `${i18n._(screen.name)}, ${counts[screen.counts]}` : i18n._(screen.name)}
        activeOptions={{ exact: screen.to === "/" }}
      >
        <Icon name={screen.icon} size={20} />
        {screen.counts && counts[screen.counts] > 0 && <span className={classes.railCount}>{counts[screen.counts]}</span>}
      </Link>
    </Tooltip>
  );
  return (
    <nav className={classes.rail}>
      <img src="/icon.svg" alt="" className={classes.mark} />
      {mine.filter((screen) => !screen.low).map(link)}
      <span className={classes.spring} />
      {mine.filter((screen) => screen.low).map(link)}
      {me.permissions.includes("contacts.all") && <GoKey action="go.lost" to="/tasks/lost" />}
      {mine.map((screen) => screen.action && <GoKey key={screen.to} action={screen.action} to={screen.to} />)}
    </nav>
  );
}

/** What waits for her word: open questions and notes that she has not seen. */
function useAskedCount(): number {
  const me = useMe();
  const asked = useQuery({ ...askedOfMeQuery, enabled: me.permissions.includes("promises.view") });
  const mentions = useQuery({ ...mentionsQuery, enabled: me.permissions.includes("contacts.view") });
  return (asked.data?.open ?? 0) + (mentions.data?.unseen ?? 0);
}

function GoKey({ action, to }: { action: ActionId; to: string }) {
  const navigate = useNavigate();
  useAction(action, () => void navigate({ to }));
  return null;
}
