// The ten answers as they are typed, and what is still wrong with them. Pure.
import type { DayHours, SetupAnswers } from "@/shared/api/types";

/** The hours as they are asked: one time for the chosen days, or round the clock. */
export interface HoursAnswer {
  always: boolean;
  from: string;
  to: string;
  days: number[];
}
export interface Answers extends Omit<SetupAnswers, "week" | "desk_language"> {
  hours: HoursAnswer;
}

export const firstAnswers: Answers = {
  shop_name: "",
  country: "UA",
  languages: ["uk"],
  numbers: [],
  alone: false,
  people: [],
  owner_name: "",
  owner_login: "",
  owner_password: "",
  channels: ["phone", "web_call"],
  hours: { always: false, from: "09:00", to: "20:00", days: [1, 2, 3, 4, 5, 6] },
  confirm_rule: "all",
  missed_goes_to: "callback",
  demo: false,
};

export const steps = [
  "shop", "country", "languages", "numbers", "owner", "people", "channels", "hours", "confirm", "missed",
] as const;
export type Step = (typeof steps)[number];

/** True when the step's answer can be taken. */
export function answered(step: Step, answers: Answers): boolean {
  switch (step) {
    case "shop":
      return answers.shop_name.trim() !== "";
    case "languages":
      return answers.languages.length > 0;
    case "numbers":
      return answers.numbers.every((number) => /^\+\d{8,15}$/.test(number));
    case "owner":
      return (
        answers.owner_name.trim() !== "" && loginFits(answers.owner_login) &&
        answers.owner_password.length >= 10
      );
    case "people":
      return answers.alone || answers.people.every(complete);
    case "channels":
      return answers.channels.length > 0;
    case "hours":
      return answers.hours.always || (hoursFit(answers.hours) && answers.hours.days.length > 0);
    case "country":
    case "confirm":
    case "missed":
      return true;
  }
}

/** A time that begins and ends; the end may be on the next day, but not at the same minute. */
export function hoursFit({ from, to }: HoursAnswer): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(from) && /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(to) && from !== to;
}

export function weekOf({ always, from, to, days }: HoursAnswer): DayHours[] {
  const open = always ? { from: "00:00", to: "24:00" } : { from, to };
  return [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, open: always || days.includes(day) ? [open] : [] }));
}

/** What is sent: the desk will speak the language in which the questions were answered. */
export function toSend({ hours, ...rest }: Answers, language: string): SetupAnswers {
  return { ...rest, week: weekOf(hours), desk_language: language };
}

export function loginFits(login: string): boolean {
  return /^[a-z0-9._-]{2,40}$/.test(login);
}

function complete(person: Answers["people"][number]): boolean {
  return person.name.trim() !== "" && loginFits(person.login) && person.password.length >= 10;
}

/** A password that can be read aloud over a desk: no look-alikes. */
export function makePassword(random: (bytes: Uint8Array) => void): string {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  const bytes = new Uint8Array(12);
  random(bytes);
  return [...bytes].map((byte, at) => (at > 0 && at % 4 === 0 ? "-" : "") + letters[byte % letters.length]).join("");
}

export function readNumbers(text: string): string[] {
  return text
    .split(/[,;\n]/)
    .map((one) => one.replace(/[^\d+]/g, ""))
    .filter((one) => one !== "");
}
