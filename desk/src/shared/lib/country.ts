// A country by its name: "UA" says nothing to who does not write postal codes.

/** "Україна" for "UA"; what is no country stays as it is. */
export function countryName(locale: string, code: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: "region", fallback: "code" }).of(code) ?? code;
  } catch {
    return code;
  }
}
