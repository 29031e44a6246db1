// What the buyer looks at now, over his chat: the page, what a form told him, his cart line by line. He shares it himself.
import { Plural, Trans, useLingui } from "@lingui/react/macro";

import type { BuyerContext } from "@/shared/api/conversations";
import { Icon } from "@/shared/ui/icon";

import classes from "./conversations.module.css";

export function BuyerSees({ context }: { context: BuyerContext }) {
  const { t } = useLingui();
  const { url, title, problem, order, cart } = context;
  const count = cart.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const name = title || url.replace(/^https?:\/\//, "");
  return (
    <section className={classes.sees} aria-label={t`What the buyer sees now`}>
      <p className={classes.seesLine}>
        <Icon name="eye" size={14} />
        {/^https?:/.test(url) ? <a href={url} target="_blank" rel="noreferrer noopener" title={url} dir="auto">{name}</a> : <span dir="auto">{name}</span>}
        {order && <span><Trans>order {order}</Trans></span>}
        {count === 0 && <span><Trans>cart is empty</Trans></span>}
      </p>
      {problem && <p className={classes.seesProblem} dir="auto"><Icon name="warning" size={14} /> {problem}</p>}
      {count > 0 && (
        <details className={classes.cart}>
          <summary>
            <Plural value={count} one="# article in the cart" other="# articles in the cart" />{cart.total && `, ${cart.total}`}{cart.coupon && <> · <Trans>coupon {cart.coupon}</Trans></>}
          </summary>
          <ul>
            {cart.lines.map((line, at) => <li key={at}><span dir="auto">{line.name}</span><span>{line.quantity} × {line.price}</span></li>)}
          </ul>
        </details>
      )}
    </section>
  );
}
