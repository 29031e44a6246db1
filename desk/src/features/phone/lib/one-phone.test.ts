import { describe, expect, it } from "vitest";

import type { PhoneState } from "@/shared/lib/phone";
import { onePhoneOf, type Windows } from "./one-phone";

/** One lock as the browser keeps it: a queue, and who steals ends the holder's hold with an error. */
class Lock {
  private holder: { end: () => void; lost: (error: Error) => void } | undefined;
  private waiting: (() => void)[] = [];
  readonly request = ((...args: unknown[]) => {
    const steal = args.length === 3;
    const run = args.at(-1) as () => Promise<void> | undefined;
    return new Promise((resolve, reject) => {
      const begin = () => {
        const mine = { end: () => resolve(undefined), lost: reject };
        this.holder = mine;
        void Promise.resolve(run()).then(() => {
          mine.end();
          if (this.holder !== mine) return;
          this.holder = undefined;
          this.waiting.shift()?.();
        });
      };
      if (steal) {
        this.holder?.lost(new Error("stolen"));
        begin();
      } else if (this.holder) this.waiting.push(begin);
      else begin();
    });
  }) as unknown as Windows["locks"]["request"];
  /** A window dies: the browser lets go what it held. */
  die() {
    this.holder = undefined;
    this.waiting.shift()?.();
  }
}

class FakePhone {
  private current: PhoneState = { status: "off", muted: false };
  private listener: () => void = () => undefined;
  tookBack = 0;
  readonly state = () => this.current;
  readonly subscribe = (listener: () => void) => ((this.listener = listener), () => undefined);
  is(status: PhoneState["status"], problem?: PhoneState["problem"]) {
    this.current = { status, problem, muted: false };
    this.listener();
  }
  serverDown = () => this.is("down", "elsewhere");
  takeBack = () => (this.tookBack++, Promise.resolve());
}

const turns = async () => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

function twoWindows() {
  const lock = new Lock();
  const channels: Windows["channel"][] = [];
  const open = () => {
    const phone = new FakePhone();
    const channel: Windows["channel"] = {
      onmessage: null,
      postMessage: () => channels.filter((one) => one !== channel).forEach((one) => one.onmessage?.call(one as BroadcastChannel, new MessageEvent("message"))),
    };
    channels.push(channel);
    onePhoneOf(phone, { locks: lock, channel });
    return phone;
  };
  return { lock, first: open(), second: open() };
}

describe("one phone of two windows", () => {
  it("stays with the newer though the server tells the older before the newer is up", async () => {
    const { first, second } = twoWindows();
    first.is("connecting");
    first.is("up");
    second.is("asking");
    second.is("connecting");
    first.serverDown(); // the newer one's offer took the leg; its connection is not up yet
    await turns();
    expect(first.tookBack).toBe(0);
    second.is("up");
    await turns();
    expect(first.tookBack).toBe(0);
  });

  it("comes back when the newer window closes, dies or lets the phone go", async () => {
    for (const ends of ["dies", "lets go"]) {
      const { lock, first, second } = twoWindows();
      first.is("connecting");
      first.is("up");
      second.is("connecting");
      second.is("up"); // tells the older one
      await turns();
      expect(first.state().problem).toBe("elsewhere");
      if (ends === "dies") lock.die();
      else second.is("off");
      await turns();
      expect(first.tookBack).toBe(1);
    }
  });

  it("is taken anew by who connects again after a fault", async () => {
    const { first, second } = twoWindows();
    first.is("connecting");
    first.is("up");
    second.is("connecting");
    second.is("up");
    await turns();
    first.is("connecting"); // "take it over here"
    second.serverDown();
    await turns();
    expect(second.tookBack).toBe(0);
  });
});
