// Minutes of a day as people write them.
export function clockOf(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** What is no time is -1: the server names the field. */
export function minutesOf(text: string): number {
  const parts = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (!parts) return -1;
  const minutes = Number(parts[1]) * 60 + Number(parts[2]);
  return minutes <= 1440 && Number(parts[2]) < 60 ? minutes : -1;
}
