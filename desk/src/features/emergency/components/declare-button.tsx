// The board's way to the emergency key.
import { Button, Tooltip } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import { useActions } from "@/shared/lib/actions";
import { useCan } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";

export function DeclareButton() {
  const { t } = useLingui();
  const actions = useActions();
  if (!useCan("emergency.declare")) return null;
  return (
    <Tooltip label={t`Air raid, no power, provider down: stop a site without losing anybody`}>
      <Button variant="default" size="xs" leftSection={<Icon name="alarm" />} rightSection={<Kbd action="emergency.declare" />}
        onClick={() => actions.run("emergency.declare")}>
        <Trans>Emergency</Trans>
      </Button>
    </Tooltip>
  );
}
