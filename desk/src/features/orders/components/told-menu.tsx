// The buyer of short goods was told: what she chose, from a list.
import { Button, Menu } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import type { Id } from "@/shared/api/types";
import { shortOutcomes } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import type { useWorkStep } from "../api/work";

export function ToldMenu({ order, step }: { order: Id; step: ReturnType<typeof useWorkStep> }) {
  const { i18n } = useLingui();
  return (
    <Menu position="bottom-start">
      <Menu.Target><Button size="compact-sm" variant="default" loading={step.isPending}><Trans>Buyer knows</Trans></Button></Menu.Target>
      <Menu.Dropdown>
        {Object.keys(shortOutcomes).map((outcome) => (
          <Menu.Item key={outcome} onClick={() => step.mutate({ to: "told", order, outcome })}>{tell(i18n, shortOutcomes, outcome)}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
