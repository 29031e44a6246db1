// Runs one live command on the contact; a failure is told at once, because the call cannot wait for a form.
import { notifications } from "@mantine/notifications";
import { useLingui } from "@lingui/react";
import { useMutation } from "@tanstack/react-query";

import { tellProblem } from "@/shared/words/problems";

export function useCommand() {
  const { i18n } = useLingui();
  return useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onError: (error) => notifications.show({ color: "red", message: tellProblem(i18n, error) }),
  });
}
