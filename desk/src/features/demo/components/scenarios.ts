// The demo buyers.
import { msg } from "@lingui/core/macro";

import type { IconName } from "@/shared/ui/icon";
import type { Words } from "@/shared/words/contact";

export const scenarioNames: Words = {
  confirm: msg`Calls to confirm`,
  angry: msg`Angry about a late parcel`,
  courier: msg`A courier at the door`,
};

export const scenarioHints: Words = {
  confirm: msg`A calm buyer with a new order: go through the seven facts.`,
  angry: msg`The parcel is late. Listen, look at the promises, make a new one.`,
  courier: msg`Nobody opens. He asks for the buyer; he must not hear her number.`,
};

export const scenarioIcons: Record<string, IconName> = { confirm: "check", angry: "warning", courier: "truck" };
