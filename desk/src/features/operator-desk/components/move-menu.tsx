// The live call goes to another phone of hers: before she leaves her place, or back at it. It rings there while she talks on.
import { Button, Menu } from "@mantine/core";
import { Trans } from "@lingui/react/macro";

import type { PhoneKind } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import { useMe } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";

import { move } from "../api/talk";
import { useCommand } from "./use-command";

export function MoveMenu({ contactId, className }: { contactId: string; className?: string }) {
  const { phone } = useMe();
  const run = useCommand();
  const start = (to: PhoneKind) => run.mutate(() => move(contactId, to));
  const number = phone.outside_number;
  useAction("call.move", () => start("outside"), number !== "");
  if (number === "") return null;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" className={className} leftSection={<Icon name="out" />}><Trans>Other phone</Trans></Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="phone" />} rightSection={<Kbd action="call.move" />} onClick={() => start("outside")}>
          <Trans>Go on at {number}</Trans>
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="phone" />} onClick={() => start("sip")}><Trans>Go on at my SIP phone</Trans></Menu.Item>
        <Menu.Item leftSection={<Icon name="mic" />} onClick={() => start("browser")}><Trans>Go on in this browser</Trans></Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
