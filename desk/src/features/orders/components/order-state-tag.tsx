import { useLingui } from "@lingui/react";

import type { DeskState } from "@/shared/api/types";
import type { IconName } from "@/shared/ui/icon";
import { Tag, type Tone } from "@/shared/ui/tag";
import { deskStates } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

const looks: Record<DeskState, [Tone, IconName]> = {
  new: ["ringing", "dot"],
  calling: ["talking", "phone"],
  confirmed: ["accent", "check"],
  hold: ["waiting", "hold"],
  no_contact: ["warning", "phoneOff"],
  cancelled: ["offline", "cross"],
  duplicate: ["offline", "copy"],
  handed_over: ["plain", "truck"],
  in_transit: ["plain", "truck"],
  at_point: ["plain", "store"],
  out_for_delivery: ["plain", "truck"],
  delivered: ["talking", "home"],
  attempt_failed: ["warning", "warning"],
  refused: ["danger", "ban"],
  completed: ["talking", "check"],
  returning: ["warning", "back"],
  returned: ["offline", "back"],
  merged: ["offline", "back"],
};

export function OrderStateTag({ state }: { state: DeskState }) {
  const { i18n } = useLingui();
  const [tone, icon] = looks[state] ?? ["plain", "dot"];
  return <Tag tone={tone} icon={icon}>{tell(i18n, deskStates, state)}</Tag>;
}
