// Money is integer minor units and a currency; no floating point may touch a sum.
import type { Money } from "@/shared/api/types";

export function minorDigits(currency: string): number {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** "1 250 ₴" where there are no kopecks, else "1 250,50 ₴". */
export function tellMoney(locale: string, money: Money): string {
  const digits = minorDigits(money.currency);
  const whole = money.minor % 10 ** digits === 0;
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: money.currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: whole ? 0 : digits,
    maximumFractionDigits: digits,
  });
  // A decimal string keeps the sum exact: Intl reads it without a float.
  return format.format(decimal(money) as unknown as number);
}

/** The plain number for an input: "1250" or "1250.50". */
export function decimal(money: Money): string {
  const digits = minorDigits(money.currency);
  const text = String(Math.abs(money.minor)).padStart(digits + 1, "0");
  const sign = money.minor < 0 ? "-" : "";
  const whole = text.slice(0, text.length - digits);
  const rest = text.slice(text.length - digits);
  return sign + (digits === 0 || /^0*$/.test(rest) ? whole : `${whole}.${rest}`);
}

/** A sum as the server writes it into a text, "1885.00 UAH", told as any other. What is none stays as it is. */
export function tellSum(locale: string, text: string): string {
  const [, sum, currency] = /^(-?[\d.]+) ([A-Z]{3})$/.exec(text) ?? [];
  const money = sum && currency ? readMoney(sum, currency) : undefined;
  return money ? tellMoney(locale, money) : text;
}

/** Reads what a person types: "1 250,50", "1250.5". Undefined when it is no sum. */
export function readMoney(text: string, currency: string): Money | undefined {
  const digits = minorDigits(currency);
  const match = /^(-?)(\d+)(?:[.,](\d*))?$/.exec(text.replace(/[\s\u00a0\u202f']/g, ""));
  if (!match) return undefined;
  const rest = match[3] ?? "";
  if (rest.length > digits) return undefined;
  const minor = Number(match[2] + rest.padEnd(digits, "0"));
  return Number.isSafeInteger(minor) ? { minor: match[1] ? -minor : minor, currency } : undefined;
}

export function times(money: Money, count: number): Money {
  return { minor: money.minor * count, currency: money.currency };
}
