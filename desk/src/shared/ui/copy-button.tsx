// Copies a value and says so for a moment.
import { ActionIcon } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { Icon } from "./icon";

export function CopyButton({ value }: { value: string }) {
  const { t } = useLingui();
  const [done, setDone] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(value).then(() => {
      setDone(true);
      setTimeout(() => setDone(false), 1500);
    });
  };
  return (
    <ActionIcon size={24} onClick={copy} aria-label={done ? t`Copied` : t`Copy`}>
      <Icon name={done ? "check" : "copy"} />
    </ActionIcon>
  );
}
