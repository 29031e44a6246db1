// A telephone number that is typed or pasted: spaces, dashes and brackets go quietly, a letter goes with a word.
import { TextInput, type TextInputProps } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

interface Props extends Omit<TextInputProps, "onChange"> {
  onDigits: (digits: string) => void;
}

export function DigitsField({ onDigits, error, onBlur, ...props }: Props) {
  const { t } = useLingui();
  const [refused, setRefused] = useState(false);
  return (
    <TextInput {...props} error={refused ? <span role="alert">{t`Only digits and a plus stand here.`}</span> : error}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        setRefused(/[^\d+\s().-]/.test(typed));
        onDigits(typed.replace(/[^\d+]/g, ""));
      }}
      onBlur={(event) => { setRefused(false); onBlur?.(event); }} />
  );
}
