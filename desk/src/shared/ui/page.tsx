// The frame of a full-width screen: a title line that stays, a body that scrolls.
import classes from "./page.module.css";

interface Props {
  title: string;
  actions?: React.ReactNode;
  /** A line under the title: filters, tabs. */
  bar?: React.ReactNode;
  children: React.ReactNode;
  narrow?: boolean;
}

export function Page({ title, actions, bar, children, narrow }: Props) {
  return (
    <section className={classes.page}>
      <header className={classes.head}>
        <h1>{title}</h1>
        <div className={classes.actions}>{actions}</div>
      </header>
      {bar && <div className={classes.bar}>{bar}</div>}
      <div className={classes.body} data-narrow={narrow || undefined} tabIndex={-1}>
        {children}
      </div>
    </section>
  );
}
