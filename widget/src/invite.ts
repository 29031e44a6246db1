// A word of the shop's own beside the button, once in a day: chosen by page, language and cart, after its time.
import type { Plugs } from "./plugs";
import { isHidden, languageOf, type Event, type State } from "./state";
import type { WireInvitation } from "./wire";

export interface Visit {
  page: string;
  language: string;
  /** Something lies in his cart, as far as the page has said. */
  cart: boolean;
}

const restMs = 24 * 3600_000;

/** The soonest of those that fit; the first of two that come together. */
export function invitationFor(all: readonly WireInvitation[], visit: Visit): WireInvitation | undefined {
  const fits = all.filter(({ page, language, with_cart: cart }) => visit.page.includes(page) && (language === "" || language === visit.language) && (!cart || visit.cart));
  return fits.reduce<WireInvitation | undefined>((best, one) => (best && best.after_s <= one.after_s ? best : one), undefined);
}

/** He is asked once in a day, however many pages he opens. */
export const mayInvite = (invitedAt: string, now: number): boolean => !(Number(invitedAt) > now - restMs);

interface Told {
  readonly state: State;
  tell(event: Event): void;
  listen(listener: (state: State, event: Event) => void): void;
}

export class Inviter {
  private timer = 0;

  constructor(private readonly chat: Told, private readonly plugs: Plugs) {
    chat.listen((_, event) => {
      if (event.is === "cart") this.plan();
      else if (event.is === "shown") plugs.cancel(this.timer);
    });
  }

  /** What fits him now is said after its time, to who has not written yet. */
  plan(): void {
    const { chat: { state }, plugs } = this;
    plugs.cancel(this.timer);
    if (state.conversation || state.shown || isHidden(state) || !mayInvite(plugs.kept("invited"), plugs.now())) return;
    const one = invitationFor(state.settings?.invitations ?? [], { page: plugs.page(), language: languageOf(state), cart: state.cart });
    if (!one) return;
    this.timer = plugs.later(one.after_s * 1000, () => {
      plugs.keep("invited", String(plugs.now()));
      this.chat.tell({ is: "invited", text: one.text });
    });
  }

  refuse(): void {
    this.chat.tell({ is: "invited", text: "" });
  }
}
