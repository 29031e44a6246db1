// An empty place teaches the next step.
import { Icon, type IconName } from "./icon";
import classes from "./empty.module.css";

interface Props {
  icon: IconName;
  title: string;
  children?: React.ReactNode;
}

export function Empty({ icon, title, children }: Props) {
  return (
    <div className={classes.empty}>
      <Icon name={icon} size={28} />
      <h2>{title}</h2>
      <div className={classes.text}>{children}</div>
    </div>
  );
}

/** The shape of a list while it loads, so that nothing jumps when it comes. */
export function Rows({ count = 6 }: { count?: number }) {
  return (
    <div aria-busy className={classes.rows}>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className={classes.row} />
      ))}
    </div>
  );
}
