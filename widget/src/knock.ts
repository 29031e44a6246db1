// The first question of a page, until a server answers; and what is typed and not sent, kept over a reload.
import { backOff, ChatError, type Plugs } from "./plugs";
import { unsent, type Message, type State } from "./state";
import type { WireHello } from "./wire";

/** Undefined: this page has no chat. Silence and troubles of the server pass. */
export async function knock(plugs: Plugs, ask: object): Promise<WireHello | undefined> {
  for (let tries = 0; ; tries++) {
    try {
      return await plugs.post<WireHello>("hello", ask);
    } catch (error) {
      if (error instanceof ChatError && error.status >= 400 && error.status < 500 && error.status !== 429) return undefined;
      await plugs.pause(backOff(tries, plugs.chance()));
    }
  }
}

export const keptOut = (plugs: Plugs): Message[] => JSON.parse(plugs.kept("out") || "[]") as Message[];

export function keepOut(plugs: Plugs, state: State): void {
  const out = unsent(state).map(({ local, text, at }) => ({ local, text, at }));
  plugs.keep("out", out.length > 0 ? JSON.stringify(out) : "");
}
