// A number that is typed. What is no number is refused and said, never left out silently: "1e9" would become 19.
import { NumberInput, type NumberInputProps } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";

export function NumberField({ error, onBlur, ...props }: NumberInputProps) {
  const { t } = useLingui();
  const { allowDecimal = true, min, suffix = "" } = props;
  const input = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState("");
  useEffect(() => {
    const field = input.current;
    if (!field) return;
    const take = (event: Event, text: string | null | undefined) => {
      if (!text || isPart(text, { decimal: allowDecimal, negative: min === undefined || Number(min) < 0, suffix })) return;
      event.preventDefault();
      event.stopPropagation();
      setRefused(text);
    };
    const typed = (event: InputEvent) => take(event, event.data);
    const pasted = (event: ClipboardEvent) => take(event, event.clipboardData?.getData("text"));
    field.addEventListener("beforeinput", typed);
    field.addEventListener("paste", pasted);
    return () => {
      field.removeEventListener("beforeinput", typed);
      field.removeEventListener("paste", pasted);
    };
  }, [allowDecimal, min, suffix]);
  const text = refused.length > 12 ? `${refused.slice(0, 12)}…` : refused;
  return (
    <NumberInput {...props} ref={input} error={refused ? <span role="alert">{t`Not a number: “${text}”`}</span> : error}
      onBlur={(event) => { setRefused(""); onBlur?.(event); }} />
  );
}

/** May this text stand in a number? Spaces and the field's own unit may; a comma is a decimal point. */
export function isPart(text: string, of: { decimal: boolean; negative: boolean; suffix: string }): boolean {
  const unit = of.suffix.trim();
  const bare = text.replace(/\s/g, "");
  const digits = unit && bare.endsWith(unit) ? bare.slice(0, -unit.length) : bare;
  return new RegExp(`^${of.negative ? "-?" : ""}\\d*${of.decimal ? "[.,]?\\d*" : ""}$`).test(digits);
}
