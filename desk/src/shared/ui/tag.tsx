// A state as icon and word in its colour: never colour alone.
import classes from "./tag.module.css";
import { Icon, type IconName } from "./icon";

export type Tone =
  | "accent" | "ringing" | "waiting" | "talking" | "wrapup" | "paused" | "offline" | "warning" | "danger" | "plain";

interface Props {
  tone: Tone;
  icon?: IconName;
  children: React.ReactNode;
  quiet?: boolean;
  /** What may not fit. */
  title?: string;
}

export function Tag({ tone, icon, children, quiet, title }: Props) {
  return (
    <span className={classes.tag} data-tone={tone} data-quiet={quiet || undefined}>
      {icon && <Icon name={icon} size={13} />}
      <span title={title}>{children}</span>
    </span>
  );
}
