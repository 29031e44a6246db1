// Who hears whom, from the card alone. Those who talk together stand beside each other in one chain, so that the picture needs no more
// than a line between neighbours. Pure.
import type { ContactCard, TalkParty } from "@/shared/api/types";

export interface Place {
  key: string;
  who: "buyer" | "operator" | "colleague" | "supervisor" | "outside";
  name: string;
  you: boolean;
  /** What she hears, when it is not her neighbours. */
  instead?: "music" | "ringing" | "searching";
  /** Talks with the place before her. */
  linked: boolean;
}

export function hearing(contact: ContactCard, myName: string): Place[] {
  const { talk, held } = contact;
  if (!talk) return [];
  const mine = talk.role === "operator";
  const joined = talk.parties.filter(({ state }) => state === "joined");
  const beside = talk.parties.find(({ state }) => state !== "joined");
  const others = talk.watchers.filter(({ mode }) => mode === "join");
  const { aside } = talk;
  // In the room with the buyer: who joined, supervisors who joined, the operator unless she talks aside.
  const room: Place[] = [
    ...joined.map((one) => party(one, mine, myName)),
    ...others.map(({ person_id, name }) => ({ key: person_id, who: "supervisor" as const, name, you: false, linked: true })),
  ];
  const alone = held || (aside && room.length === 0);
  const buyer: Place = { key: "buyer", who: "buyer", name: contact.caller.name, you: false, instead: alone ? "music" : undefined, linked: false };
  const operator: Place = {
    key: "operator", who: "operator", name: mine ? myName : talk.operator_name, you: mine,
    linked: !aside && (!held || room.length > 0),
  };
  if (room[0] && held) room[0].linked = false;
  return [buyer, ...room, operator, ...(beside ? [asked(beside, aside, mine, myName)] : [])];
}

/** How many stand in the longest chain: a chain of three reads as if its ends did not hear each other, so it is said. */
export function allTogether(places: Place[]): number {
  let longest = 0, chain = 0;
  for (const place of places) {
    chain = place.linked ? chain + 1 : 1;
    longest = Math.max(longest, chain);
  }
  return longest;
}

function party(one: TalkParty, mine: boolean, myName: string): Place {
  const you = !mine && one.name === myName;
  return { key: one.person_id ?? one.queue_id ?? one.name, who: one.outside ? "outside" : "colleague", name: one.name, you, linked: true };
}

function asked(one: TalkParty, aside: boolean, mine: boolean, myName: string): Place {
  const consulting = one.state === "consulting";
  const instead = one.state === "waiting" ? "searching" : one.state === "ringing" ? "ringing" : aside ? undefined : "music";
  return { ...party(one, mine, myName), instead, linked: consulting && aside };
}
