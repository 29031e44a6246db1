import { expect, test } from "vitest";

import { smppAddress } from "./smpp-address";

test("a bind's address keeps what has a meaning of its own in addresses", () => {
  expect(smppAddress({ host: " smsc.example ", port: "2775", login: "kettles", from: "Kettles", tls: false })).toBe("smpp://kettles@smsc.example:2775?from=Kettles");
  expect(smppAddress({ host: "smsc.example", port: "", login: "a@b/c", from: "A&B +1", tls: true })).toBe("smpps://a%40b%2Fc@smsc.example?from=A%26B%20%2B1");
});
