import { describe, expect, it } from "vitest";

import type { TalkParty, TalkView } from "@/shared/api/types";
import { contactCard } from "@/shared/lib/test-data";

import { allTogether, hearing } from "./hearing";

const talkOf = (part: Partial<TalkView>): TalkView => ({ role: "operator", operator_name: "", from_name: "", aside: false, parties: [], watchers: [], word: "", ...part });
const bohdan = (state: TalkParty["state"]): TalkParty => ({ person_id: "b", name: "Bohdan", state, outside: false });
const told = (talk: Partial<TalkView>, held = false, me = "Iryna") =>
  hearing(contactCard({ state: "talking", held, talk: talkOf(talk) }), me)
    .map(({ who, you, instead, linked }) => `${linked ? "-" : " "}${you ? "you" : who}${instead ? `(${instead})` : ""}`).join("");

describe("who hears whom", () => {
  it("follows asking, swapping and joining", () => {
    expect(told({ aside: true, parties: [bohdan("ringing")] })).toBe(" buyer(music) you colleague(ringing)");
    expect(told({ aside: true, parties: [bohdan("consulting")] })).toBe(" buyer(music) you-colleague");
    expect(told({ aside: false, parties: [bohdan("consulting")] })).toBe(" buyer-you colleague(music)");
    expect(told({ parties: [bohdan("joined")] })).toBe(" buyer-colleague-you");
  });
  it("knows a queue that looks for somebody", () => {
    expect(told({ aside: true, parties: [{ queue_id: "q", name: "Returns", state: "waiting", outside: false }] })).toBe(" buyer(music) you colleague(searching)");
  });
  it("leaves the buyer with who joined while another one is asked", () => {
    expect(told({ aside: true, parties: [bohdan("joined"), { person_id: "o", name: "Olha", state: "consulting", outside: false }] })).toBe(" buyer-colleague you-colleague");
  });
  it("is told from the colleague's chair, and with the buyer on hold", () => {
    expect(told({ role: "colleague", operator_name: "Iryna", aside: true, parties: [bohdan("consulting")] }, false, "Bohdan")).toBe(" buyer(music) operator-you");
    expect(told({ parties: [bohdan("joined")] }, true)).toBe(" buyer(music) colleague-you");
  });
  it("has the supervisor who joined, not the one who listens", () => {
    const watchers = [{ person_id: "s", name: "Stefania", mode: "listen" as const }, { person_id: "t", name: "Taras", mode: "join" as const }];
    expect(told({ watchers })).toBe(" buyer-supervisor-you");
  });
  it("counts those who hear each other", () => {
    const count = (talk: Partial<TalkView>, held = false) => allTogether(hearing(contactCard({ state: "talking", held, talk: talkOf(talk) }), "Iryna"));
    expect(count({ parties: [bohdan("joined")] })).toBe(3);
    expect(count({ aside: true, parties: [bohdan("consulting")] })).toBe(2);
    expect(count({ parties: [bohdan("joined")] }, true)).toBe(2);
  });
});
