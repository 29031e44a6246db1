// Sizes and limits of files, as words and as decisions. Pure.
export const sizeWords = (locale: string, bytes: number) =>
  new Intl.NumberFormat(locale, { style: "unit", unit: bytes < 1e6 ? "kilobyte" : "megabyte", maximumFractionDigits: bytes < 1e6 ? 0 : 1 }).format(Math.max(1, bytes / (bytes < 1e6 ? 1e3 : 1e6)));

export interface Sorted {
  take: File[];
  large: File[];
}

/** What the channel would refuse is refused before it is uploaded. */
export function withinLimit(files: readonly File[], most: number): Sorted {
  return { take: files.filter(({ size }) => size <= most), large: files.filter(({ size }) => size > most) };
}
