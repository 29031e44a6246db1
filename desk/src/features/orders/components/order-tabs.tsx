// The ways to look at orders: all, sorted by what stands in their way, one's own by what is due next, what leaves now.
import { useLingui } from "@lingui/react/macro";
import { Link, useLocation } from "@tanstack/react-router";

import { useCan } from "@/shared/lib/session";

import classes from "./sorted-orders.module.css";

export function OrderTabs() {
  const { t } = useLingui();
  const { pathname } = useLocation();
  const tabs = [["/orders", t`All orders`], ["/orders/sorting", t`Sorting`], ["/orders/mine", t`My orders`], ["/orders/hand-over", t`Hand-over`], ...(useCan("board.view") ? [["/orders/errors", t`Errors`] as const, ["/orders/added", t`Add-ons`] as const] : [])] as const;
  return (
    <nav className={classes.tabs} aria-label={t`Orders`}>
      {tabs.map(([to, name]) => <Link key={to} to={to} activeOptions={{ exact: true }} aria-current={pathname === to ? "page" : undefined}>{name}</Link>)}
    </nav>
  );
}
