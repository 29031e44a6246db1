// A time of the day as people type it: "9", "930" or "9.30" become a full time when the field is left. Knows 24:00, which
// the browser's own time field does not.
import { TextInput } from "@mantine/core";

import { readTime } from "@/shared/lib/open-hours";

interface Props {
  name: string;
  value: string;
  onChange: (value: string) => void;
  disabled?: boolean;
  wrong?: boolean;
  label?: string;
}

/** `name` is read aloud; `label` stands above the field. */
export function TimeField({ name, value, onChange, disabled, wrong, label }: Props) {
  return (
    <TextInput label={label} aria-label={label ? undefined : name} value={value} disabled={disabled} error={wrong} placeholder="09:00"
      inputMode="numeric" autoComplete="off" maxLength={5} w={label ? undefined : 76}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={(event) => onChange(readTime(event.currentTarget.value))}
      onKeyDown={(event) => { if (event.key === "Enter") onChange(readTime(event.currentTarget.value)); }} />
  );
}
