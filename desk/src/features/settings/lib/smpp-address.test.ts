import { expect, test } from "vitest";

import { readSmppAddress, smppAddress } from "./smpp-address";

test("a bind's address keeps what has a meaning of its own in addresses", () => {
  expect(smppAddress({ host: " smsc.example ", port: "2775", login: "kettles", from: "Kettles", tls: false, rest: [] })).toBe("smpp://kettles@smsc.example:2775?from=Kettles");
  expect(smppAddress({ host: "smsc.example", port: "", login: "a@b/c", from: "A&B +1", tls: true, rest: [] })).toBe("smpps://a%40b%2Fc@smsc.example?from=A%26B%20%2B1");
});

test("a stored address is read into its fields, and what has no field stays", () => {
  const whole = "smpps://a%40b%2Fc@smsc.example:3550?from=A%26B&window=20&country=UA";
  const read = readSmppAddress(whole);
  expect(read).toMatchObject({ login: "a@b/c", host: "smsc.example", port: "3550", from: "A&B", tls: true });
  expect(read && smppAddress(read)).toBe(whole);
  expect(readSmppAddress("https://gate.example/send")).toBeUndefined();
});
