// The relay (TURN) for networks that let no UDP out: a name at it ends soon, so it is kept for half of its life and then asked for anew.
import type { IceServer, IceServers } from "@/shared/api/types";

/** With the server away old names come again: no leg is raised in a loop for them. */
const leastMs = 60000;

export class Relay {
  private kept: { items: IceServer[]; freshUntil: number; goodUntil: number } | undefined;

  constructor(
    private readonly ask: () => Promise<IceServers>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** `anew`: the last way failed, perhaps by an old name. Without the server what is kept serves as long as it holds. */
  async servers(anew: boolean): Promise<IceServer[]> {
    if (this.kept && !anew && this.now() < this.kept.freshUntil) return this.kept.items;
    try {
      const asked = this.now();
      const { items, ttl_s: ttl } = await this.ask();
      this.kept = { items, freshUntil: asked + ttl * 500, goodUntil: asked + ttl * 1000 };
    } catch {
      if (this.kept && this.now() >= this.kept.goodUntil) this.kept = undefined;
    }
    return this.kept?.items ?? [];
  }

  /** When a leg through the relay wants a new name: before the old one ends. Undefined without a relay. */
  renewInMs(): number | undefined {
    if (!this.kept?.items.length) return undefined;
    const { freshUntil, goodUntil } = this.kept;
    return Math.max(leastMs, (freshUntil + goodUntil) / 2 - this.now());
  }
}
