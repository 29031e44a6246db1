// Sizes and limits of files, as words and as decisions. Pure.
export const sizeWords = (locale: string, bytes: number) =>
  new Intl.NumberFormat(locale, { style: "unit", unit: bytes < 1e6 ? "kilobyte" : "megabyte", maximumFractionDigits: bytes < 1e6 ? 0 : 1 }).format(Math.max(1, bytes / (bytes < 1e6 ? 1e3 : 1e6)));

/** Files of one answer; the server holds the same. */
export const filesMost = 10;

export type Refusal = "files.too_large" | "files.too_many" | "files.too_large_together";

export interface Room {
  /** Bytes of one file. */
  each: number;
  /** Bytes of all of one answer; 0: each for itself. */
  together: number;
  /** What is attached already. */
  count: number;
  bytes: number;
}

/** What the answer could not take is refused when it is attached, with its reason; undefined: it may go. */
export function sortOut<T extends { size: number }>(files: readonly T[], room: Room): { file: T; refusal?: Refusal }[] {
  let { count, bytes } = room;
  return files.map((file) => {
    const refusal: Refusal | undefined = file.size > room.each ? "files.too_large"
      : count >= filesMost ? "files.too_many"
      : room.together > 0 && bytes + file.size > room.together ? "files.too_large_together" : undefined;
    if (refusal) return { file, refusal };
    count++;
    bytes += file.size;
    return { file };
  });
}
