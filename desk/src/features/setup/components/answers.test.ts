import { describe, expect, it } from "vitest";

import { answered, firstAnswers, makePassword, readNumbers, steps } from "./answers";

describe("first visit", () => {
  it("asks ten questions", () => {
    expect(steps).toHaveLength(10);
  });

  it("takes 'I am alone' for the question about people", () => {
    const people = [{ name: "", login: "", password: "", role: "inbound_operator" }];
    expect(answered("people", { ...firstAnswers, people })).toBe(false);
    expect(answered("people", { ...firstAnswers, people, alone: true })).toBe(true);
  });

  it("wants a real number, a safe password, hours that run forward", () => {
    expect(readNumbers("+380 (44) 333-22-11, +380443332212")).toEqual(["+380443332211", "+380443332212"]);
    expect(answered("numbers", { ...firstAnswers, numbers: ["123"] })).toBe(false);
    expect(answered("numbers", firstAnswers)).toBe(true);
    expect(answered("owner", { ...firstAnswers, owner_name: "O", owner_login: "olena", owner_password: "short" })).toBe(false);
    expect(answered("hours", { ...firstAnswers, hours_from: "20:00", hours_to: "09:00" })).toBe(false);
  });

  it("makes passwords without look-alikes", () => {
    const password = makePassword((bytes) => bytes.fill(7));
    expect(password).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
    expect(password).not.toMatch(/[il01o]/);
  });
});
