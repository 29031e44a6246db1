// The way of a browser's sound to the centre, as a network that can go and come back at another address: a relay of datagrams of our own.
import dgram from "node:dgram";

import { freePort } from "./centre.mjs";

/** `port`: where browsers send; `server`: the centre's own port (media.browser_port). */
export async function lossyNetwork() {
  const server = await freePort(), front = dgram.createSocket("udp4"), ways = new Map();
  let cut = false;
  const wayOf = ({ address, port }) => {
    const name = `${address}:${port}`;
    if (!ways.has(name)) {
      const way = { socket: dgram.createSocket("udp4"), dead: false };
      way.socket.on("message", (packet) => { if (!cut && !way.dead) front.send(packet, port, address); });
      ways.set(name, way);
    }
    return ways.get(name);
  };
  front.on("message", (packet, from) => {
    const way = wayOf(from);
    if (!cut && !way.dead) way.socket.send(packet, server, "127.0.0.1");
  });
  await new Promise((resolve) => front.bind(0, "127.0.0.1", resolve));
  return {
    port: front.address().port, server,
    /** Nothing passes any more. */
    cut() { cut = true; },
    /** Another network: what was sent from before stays dead. */
    another() {
      for (const way of ways.values()) way.dead = true;
      cut = false;
    },
  };
}
