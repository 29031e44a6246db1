// The live call goes to another phone of hers: before she leaves her place, or back at it. It rings there while she talks on.
import { Button, Menu } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import type { ContactCard, PhoneKind } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import { useMe } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";

import { move } from "../api/talk";
import classes from "./call-bar.module.css";

export function MoveMenu({ contact, className }: { contact: ContactCard; className?: string }) {
  const { t } = useLingui();
  const me = useMe().phone;
  const navigate = useNavigate();
  const run = useMutation({ mutationFn: (to: PhoneKind) => move(contact.contact_id, to) });
  const { phone, rings_at } = contact;
  const number = me.outside_number;
  useAction("call.move", () => run.mutate("outside"), number !== "" && phone !== "outside" && !rings_at);
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button variant="default" className={className} disabled={rings_at !== ""} aria-label={t`Other phone`} title={t`Other phone`}><Icon name="out" /></Button>
        </Menu.Target>
        <Menu.Dropdown>
          {phone !== "outside" && number !== "" && (
            <Menu.Item leftSection={<Icon name="phone" />} rightSection={<Kbd action="call.move" />} onClick={() => run.mutate("outside")}>
              <Trans>Go on at {number}</Trans>
            </Menu.Item>
          )}
          {phone !== "sip" && <Menu.Item leftSection={<Icon name="phone" />} onClick={() => run.mutate("sip")}><Trans>Go on at my SIP phone</Trans></Menu.Item>}
          {phone !== "browser" && <Menu.Item leftSection={<Icon name="mic" />} onClick={() => run.mutate("browser")}><Trans>Go on in this browser</Trans></Menu.Item>}
          {number === "" && (
            <Menu.Item leftSection={<Icon name="plus" />} onClick={() => void navigate({ to: "/phone" })}><Trans>Enter my mobile…</Trans></Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {run.error && <div className={classes.wide}><ProblemText error={run.error} /></div>}
    </>
  );
}

/** Where she talks when it is not the phone that she chose, and where it rings meanwhile. */
export function OtherPhone({ contact }: { contact: ContactCard }) {
  const me = useMe().phone;
  const stay = useMutation({ mutationFn: () => move(contact.contact_id, "stay") });
  const { phone, rings_at } = contact;
  const number = me.outside_number;
  if (rings_at) {
    return (
      <p className={classes.moving} role="status">
        <Icon name="phoneIn" />
        <span>{rings_at === "outside" ? <Trans>It rings at {number}. Answer there and press 1; until then you talk here.</Trans>
          : <Trans>Your SIP phone rings. Answer there; until then you talk here.</Trans>}</span>
        <Button size="xs" variant="default" loading={stay.isPending} onClick={() => stay.mutate()}><Trans>Stay here</Trans></Button>
      </p>
    );
  }
  if (!phone || phone === me.kind) return null;
  return (
    <p className={classes.moving} role="status">
      <Icon name="phone" />
      {phone === "outside" ? <Trans>You talk at {number}. Hang up there, or end it here.</Trans>
        : phone === "sip" ? <Trans>You talk at your SIP phone.</Trans>
        : <Trans>You talk in this browser.</Trans>}
    </p>
  );
}
