import { describe, expect, it } from "vitest";

import { gradeOf } from "@/shared/lib/network-grade";

import { countedOf, networkOf } from "./network";

const rows = (packetsReceived: number, packetsLost: number, jitter = 0.004, rtt = 0.023) => [
  { type: "candidate-pair", nominated: false, currentRoundTripTime: 9 },
  { type: "candidate-pair", nominated: true, currentRoundTripTime: rtt },
  { type: "inbound-rtp", kind: "audio", packetsReceived, packetsLost, jitter },
];

describe("the network", () => {
  it("is what happened since the last look, not since the phone came up", () => {
    const before = countedOf(rows(1000, 100));
    expect(networkOf(rows(1149, 101), before)).toEqual({ delay_ms: 23, loss_permille: 7, jitter_ms: 4, relayed: false });
    expect(networkOf(rows(1000, 99), before).loss_permille).toBe(0); // a late packet takes a loss back
    expect(networkOf([], before)).toEqual({ delay_ms: undefined, loss_permille: 0, jitter_ms: 0, relayed: false });
  });
  it("says that it goes through the relay, by the pair in use and no other", () => {
    const relay = (inUse: string) => networkOf([
      { type: "transport", selectedCandidatePairId: inUse },
      { type: "candidate-pair", id: "direct", nominated: true, localCandidateId: "a" },
      { type: "candidate-pair", id: "around", nominated: true, localCandidateId: "b" },
      { type: "local-candidate", id: "a", candidateType: "host" },
      { type: "local-candidate", id: "b", candidateType: "relay" },
    ], { received: 0, lost: 0 }).relayed;
    expect([relay("direct"), relay("around")]).toEqual([false, true]);
  });
  it("is graded by what is noticed first", () => {
    const network = { delay_ms: 20, loss_permille: 0, jitter_ms: 2 };
    expect(gradeOf(network)).toBe("good");
    expect(gradeOf({ ...network, loss_permille: 15 })).toBe("fair");
    expect(gradeOf({ ...network, delay_ms: 400 })).toBe("poor");
    expect(gradeOf({ ...network, jitter_ms: 60 })).toBe("poor");
  });
});
