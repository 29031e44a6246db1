import { useLingui } from "@lingui/react/macro";

import type { SecondPhone } from "@/shared/api/types";

export function useSecondPhones(): { value: SecondPhone; label: string }[] {
  const { t } = useLingui();
  return [
    { value: "none", label: t`No second device` },
    { value: "browser", label: t`The browser` },
    { value: "sip", label: t`A SIP phone` },
    { value: "outside", label: t`A number outside` },
  ];
}
