// A button for what nobody may press by accident: the first press arms it for a few seconds, the second one does it.
// A double click counts once, and both labels keep their place, so nothing shifts.
import { Button, type ButtonProps } from "@mantine/core";
import { useEffect, useState, type MouseEvent, type ReactNode } from "react";

import classes from "./emergency.module.css";

interface Props extends Omit<ButtonProps, "children"> {
  children: ReactNode;
  sure: ReactNode;
  onSure: () => void;
}

const armedFor = 6000;
const tooSoon = 500;

export function ArmedButton({ children, sure, onSure, ...button }: Props) {
  const [armedAt, setArmedAt] = useState<number>();
  const armed = armedAt !== undefined;
  useEffect(() => {
    if (armedAt === undefined) return;
    const timer = window.setTimeout(() => setArmedAt(undefined), armedFor);
    return () => window.clearTimeout(timer);
  }, [armedAt]);
  const press = (event: MouseEvent) => {
    if (armedAt === undefined) return setArmedAt(event.timeStamp);
    if (event.timeStamp - armedAt < tooSoon) return;
    setArmedAt(undefined);
    onSure();
  };
  return (
    <Button {...button} type="button" data-armed={armed || undefined} onClick={press} onBlur={() => setArmedAt(undefined)}>
      <span className={classes.stack}>
        <span data-off={armed || undefined}>{children}</span>
        <span data-off={!armed || undefined}>{sure}</span>
      </span>
    </Button>
  );
}
