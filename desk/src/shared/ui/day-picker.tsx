// Days of the week as seven buttons, Monday first, named by the language.
import { useLingui } from "@lingui/react/macro";

import classes from "./day-picker.module.css";

/** 1 = Monday … 7 = Sunday. 5 January 2026 was a Monday. */
export function dayName(locale: string, day: number, weekday: "short" | "long" = "short"): string {
  return new Intl.DateTimeFormat(locale, { weekday, timeZone: "UTC" }).format(Date.UTC(2026, 0, 4 + day));
}

interface Props {
  days: number[];
  onChange: (days: number[]) => void;
  disabled?: boolean;
}

export function DayPicker({ days, onChange, disabled }: Props) {
  const { t, i18n } = useLingui();
  const toggle = (day: number) =>
    onChange(days.includes(day) ? days.filter((one) => one !== day) : [...days, day].sort((a, b) => a - b));
  return (
    <div className={classes.days} role="group" aria-label={t`Working days`}>
      {[1, 2, 3, 4, 5, 6, 7].map((day) => (
        <button key={day} type="button" disabled={disabled} aria-pressed={days.includes(day)} onClick={() => toggle(day)}>
          {dayName(i18n.locale, day)}
        </button>
      ))}
    </div>
  );
}
