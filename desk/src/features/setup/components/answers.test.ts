import { describe, expect, it } from "vitest";

import { answered, firstAnswers, makePassword, readNumbers, steps, toSend, weekOf } from "./answers";

describe("first visit", () => {
  it("asks ten questions", () => {
    expect(steps).toHaveLength(10);
  });

  it("takes 'I am alone' for the question about people", () => {
    const people = [{ name: "", login: "", password: "", role: "inbound_operator" }];
    expect(answered("people", { ...firstAnswers, people })).toBe(false);
    expect(answered("people", { ...firstAnswers, people, alone: true })).toBe(true);
  });

  it("wants a real number, a safe password, hours that begin and end", () => {
    expect(readNumbers("+380 (44) 333-22-11, +380443332212")).toEqual(["+380443332211", "+380443332212"]);
    expect(answered("numbers", { ...firstAnswers, numbers: ["123"] })).toBe(false);
    expect(answered("numbers", firstAnswers)).toBe(true);
    expect(answered("owner", { ...firstAnswers, owner_name: "O", owner_login: "olena", owner_password: "short" })).toBe(false);
    const hours = (part: object) => answered("hours", { ...firstAnswers, hours: { ...firstAnswers.hours, ...part } });
    expect(hours({})).toBe(true);
    expect(hours({ from: "22:00", to: "06:00" })).toBe(true);
    expect(hours({ to: "24:00" })).toBe(true);
    expect(hours({ from: "09:00", to: "09:00" })).toBe(false);
    expect(hours({ to: "25:00" })).toBe(false);
    expect(hours({ days: [] })).toBe(false);
    expect(hours({ days: [], always: true })).toBe(true);
  });

  it("says round the clock and overnight as the server reads them", () => {
    const week = weekOf({ always: true, from: "", to: "", days: [] });
    expect(week).toHaveLength(7);
    expect(week.every((day) => day.open[0]?.to === "24:00")).toBe(true);
    const nights = weekOf({ always: false, from: "22:00", to: "06:00", days: [5, 6] });
    expect(nights[4]).toEqual({ day: 5, open: [{ from: "22:00", to: "06:00" }] });
    expect(nights[0]).toEqual({ day: 1, open: [] });
  });

  it("sends the language in which the questions were answered", () => {
    const sent = toSend({ ...firstAnswers, languages: ["uk"] }, "zh");
    expect(sent.desk_language).toBe("zh");
    expect(sent).not.toHaveProperty("hours");
    expect(sent.week[0]?.open).toEqual([{ from: "09:00", to: "20:00" }]);
  });

  it("makes passwords without look-alikes", () => {
    const password = makePassword((bytes) => bytes.fill(7));
    expect(password).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
    expect(password).not.toMatch(/[il01o]/);
  });
});
