// Tones for other people's menus: by mouse or by typing the digits.
import { useLingui } from "@lingui/react/macro";
import { useState, type KeyboardEvent } from "react";

import { sendDigits } from "../api/contact";
import classes from "./call-bar.module.css";
import { useCommand } from "./use-command";

const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

export function Keypad({ contactId, onClose }: { contactId: string; onClose: () => void }) {
  const { t } = useLingui();
  const run = useCommand();
  const [sent, setSent] = useState("");
  const press = (digit: string) => {
    setSent((old) => (old + digit).slice(-12));
    run.mutate(() => sendDigits(contactId, digit));
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    else if (digits.includes(event.key)) press(event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div onKeyDown={keys} role="group" aria-label={t`Keypad`}>
      <div className={classes.sent} aria-live="polite">{sent}</div>
      <div className={classes.keypad}>
        {digits.map((digit) => <button key={digit} type="button" onClick={() => press(digit)}>{digit}</button>)}
      </div>
    </div>
  );
}
