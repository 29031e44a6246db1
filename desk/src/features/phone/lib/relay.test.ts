import { describe, expect, it } from "vitest";

import { Relay } from "./relay";

const items = (n: number) => [{ urls: ["turn:192.0.2.5"], username: `${n}:4`, credential: "c" }];

describe("the relay's name", () => {
  it("is kept for half of its life, asked for anew after a failure, and outlives the server until it ends", async () => {
    let [now, asked, online] = [0, 0, true];
    const relay = new Relay(() => (online ? Promise.resolve({ items: items(++asked), ttl_s: 600 }) : Promise.reject(new Error("offline"))), () => now);
    const name = async (anew = false) => (await relay.servers(anew))[0]?.username;
    expect([relay.renewInMs(), await name(), relay.renewInMs()]).toEqual([undefined, "1:4", 450000]);
    now = 299000;
    expect([await name(), await name(true), await name()]).toEqual(["1:4", "2:4", "2:4"]);
    now += 300000;
    expect(await name()).toBe("3:4");
    online = false;
    now += 590000;
    expect([await name(), relay.renewInMs()]).toEqual(["3:4", 60000]);
    now += 20000;
    expect([await name(), relay.renewInMs()]).toEqual([undefined, undefined]);
  });
  it("is nobody's where no relay is set up", async () => {
    const relay = new Relay(() => Promise.resolve({ items: [], ttl_s: 0 }), () => 0);
    expect([await relay.servers(false), relay.renewInMs()]).toEqual([[], undefined]);
  });
});
