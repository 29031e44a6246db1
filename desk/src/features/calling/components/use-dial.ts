// One call out: asks once more where the server wants to be sure (quiet hours, "do not call"), then it is on its way.
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { ApiError } from "@/shared/api/client";

import { dial, type Sure, type Whom } from "../api/calling";

const asks: Record<string, keyof Sure> = {
  "calls.quiet_hours": "confirm_quiet",
  "calls.do_not_call": "confirm_do_not_call",
};

export function useDial(onGone?: () => void) {
  const navigate = useNavigate();
  const [sure, setSure] = useState<Sure>({});
  const call = useMutation({
    mutationFn: ({ whom, sure }: { whom: Whom; sure: Sure }) => dial(whom, sure),
    onSuccess: () => {
      setSure({});
      onGone?.();
      void navigate({ to: "/" });
    },
  });
  const code = call.error instanceof ApiError ? call.error.code : "";
  const wanted = asks[code];
  return {
    /** What the server asks to confirm; the next press does. */
    asked: wanted ? code : "",
    error: wanted ? null : call.error,
    busy: call.isPending,
    start: (whom: Whom) => {
      const now = wanted ? { ...sure, [wanted]: true } : {};
      setSure(now);
      call.mutate({ whom, sure: now });
    },
    reset: () => {
      setSure({});
      call.reset();
    },
  };
}
