// A number or address that is masked without need: the eye reveals it, with a reason, and the server logs who looked.
import { ActionIcon, Button, Popover } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";

import classes from "./masked.module.css";

interface Props {
  value: string;
  masked: boolean;
  /** Undefined when this person may not look. */
  onReveal?: (reason: string) => Promise<{ value: string }>;
  tell?: (value: string) => string;
}

export function Masked({ value, masked, onReveal, tell = (text) => text }: Props) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const look = useMutation({
    mutationFn: (reason: string) => onReveal?.(reason) ?? Promise.resolve({ value }),
    onSuccess: () => setOpen(false),
  });
  const shown = look.data?.value ?? value;
  if (!masked || look.data || !onReveal) return <span>{tell(shown)}</span>;
  const reasons = [
    { id: "call_back", name: t`to call back` },
    { id: "delivery", name: t`for the delivery` },
    { id: "check_identity", name: t`to check who it is` },
  ];
  return (
    <span className={classes.masked}>
      {tell(shown)}
      <Popover opened={open} onChange={setOpen} trapFocus>
        <Popover.Target>
          <ActionIcon size={22} aria-label={t`Reveal`} onClick={() => setOpen(!open)}><Icon name="eye" /></ActionIcon>
        </Popover.Target>
        <Popover.Dropdown>
          <div className={classes.why}>
            <p><Trans>Why do you need it? This is logged.</Trans></p>
            {reasons.map(({ id, name }) => (
              <Button key={id} variant="default" size="xs" onClick={() => look.mutate(id)}>{name}</Button>
            ))}
            <ProblemText error={look.error} />
          </div>
        </Popover.Dropdown>
      </Popover>
    </span>
  );
}
