// Words that begin with a sign of what they tell of (a file, a picture, a place), with an icon instead: not every computer has a
// letter for the sign.
import { Icon, type IconName } from "./icon";

const signs: Record<string, IconName> = { "📎": "clip", "🖼": "clip", "🎞": "play", "🔊": "speaker", "🏷": "clip", "📍": "flag", "👤": "user" };

const signOf = (text: string) => Object.keys(signs).find((sign) => text.startsWith(sign));

/** Without the sign, where no icon can stand (a tooltip). */
export function unsigned(text: string): string {
  return text.slice(signOf(text)?.length ?? 0).trimStart();
}

export function SignedWords({ text, size = 13 }: { text: string; size?: number }) {
  const sign = signOf(text);
  const icon = sign && signs[sign];
  return icon ? <><Icon name={icon} size={size} /> {unsigned(text)}</> : <>{text}</>;
}
