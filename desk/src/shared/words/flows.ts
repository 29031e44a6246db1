// Words for what a flow is made of: kinds of steps, ways out, what the check finds.
import type { I18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { FlowFinding, StepKind } from "@/shared/api/types";

import type { Words } from "./contact";

export const stepKinds: Words<StepKind> = {
  say: msg`Say`, menu: msg`Menu by key`, digits: msg`Collect digits`, hours: msg`Hours and holidays`, language: msg`Language`, priority: msg`Priority`,
  skill: msg`Skill`, queue: msg`Into a queue`, callback: msg`Call-back`, voicemail: msg`Voicemail`, transfer: msg`Transfer`,
  order_lookup: msg`Order status`, order_confirm: msg`Confirm the order`, order_cancel: msg`Cancel the order`, rate: msg`Rate the service`,
  webhook: msg`Ask a web address`, branch: msg`Branch`, random: msg`By chance`, set: msg`Note a value`, hang_up: msg`Hang up`,
};

export const stepLines: Words<StepKind> = {
  say: msg`Speaks, then goes on.`, menu: msg`Waits for one key.`, digits: msg`Collects a number and keeps it under a name.`,
  hours: msg`Goes by the shop's hours.`, language: msg`From here on the call is in this language.`, priority: msg`Higher goes first in the line.`,
  skill: msg`Only operators with this skill.`, queue: msg`Waits for an operator.`, callback: msg`He is called back on his number.`,
  voicemail: msg`He leaves a message.`, transfer: msg`To a person, or a fixed number outside.`,
  order_lookup: msg`Order number and the last four digits of its telephone; tells the state.`, order_confirm: msg`Key 1 confirms the order that was found.`,
  order_cancel: msg`Key 1 cancels the order that was found.`, rate: msg`A key from 1 to 5, kept with the call.`,
  webhook: msg`Asks within its time; the answer chooses the way.`, branch: msg`The first test that holds chooses the way.`, random: msg`By lot, by weight.`,
  set: msg`Keeps a value under a name.`, hang_up: msg`Ends the call.`,
};

export const exitNames: Words = {
  next: msg`then`, invalid: msg`wrong key too often`, timeout: msg`no key`, open: msg`open`, closed: msg`closed`, holiday: msg`holiday`, found: msg`found`,
  not_found: msg`not found`, failed: msg`did not work`, done: msg`done`, declined: msg`declined`, none: msg`no answer`, otherwise: msg`otherwise`, fault: msg`led nowhere`,
};
export const facts: Words = {
  caller: msg`The caller is`, orders: msg`Orders so far, at least`, language: msg`The language is`, shop: msg`The shop is`, variable: msg`A kept value is`,
  time: msg`The time is between`, weekday: msg`The day is one of`,
};

const findings: Words = {
  no_steps: msg`The flow has no step.`, too_many_steps: msg`A flow has at most 300 steps.`, start_unknown: msg`The first step is not there.`,
  languages: msg`The flow speaks English, Ukrainian, Russian or Chinese: name at least one.`, step_name: msg`A step's name has small letters, digits and _, at most 40.`, step_twice: msg`Two steps have this name.`,
  too_many_exits: msg`A step has at most 40 ways out.`, exit_twice: msg`The same way out stands here twice.`, exit_unknown: msg`A way leads to a step that is not there.`,
  dead_end: msg`A way leads nowhere.`, not_a_key: msg`A menu has keys 0 to 9, * and #.`, menu_without_keys: msg`No key leads anywhere.`,
  nothing_said: msg`Nothing is said here.`, prompt_unknown: msg`No approved prompt has this name.`, language_missing: msg`The words are missing in a language; another one is spoken.`,
  text_too_long: msg`The text is too long.`, queue_unknown: msg`The shop has no such queue.`, person_unknown: msg`There is no such person.`,
  transfer_to_nobody: msg`Choose a person or a number.`, number_malformed: msg`Write the number with its country code: +380441234567.`,
  skills: msg`This skill cannot be read.`, language_not_spoken: msg`The flow does not speak this language.`, url_malformed: msg`Write the whole address, like https://shop.example/ask.`,
  variable_unnamed: msg`Give the value a name.`, unreachable: msg`No way leads here.`, loop_without_wait: msg`This circle would turn for ever: nobody is waited for.`,
  loop_dials: msg`This circle dials the number again and again while the caller says nothing.`, loop_without_end: msg`Nobody gets out of this circle: lead a way to a step that ends.`,
  test_malformed: msg`What the test is held against cannot be read.`, value_unknown: msg`No step keeps a value of this name; nothing is said there.`,
  loop_without_key: msg`This circle speaks for ever and waits for no key.`,
};

export function tellFlowFinding(i18n: I18n, { code, params }: FlowFinding): string {
  const values = new Map(params);
  if (code === "range") {
    const least = values.get("least") ?? "";
    const most = values.get("most") ?? "";
    return i18n._(msg`Possible is from ${least} to ${most}.`);
  }
  const told = findings[code];
  const sentence = told ? i18n._(told) : code;
  const exit = values.get("exit");
  const language = values.get("language");
  const fact = values.get("fact");
  const test = values.get("test");
  const name = values.get("name");
  const way = exit && (exitNames[exit] ? i18n._(exitNames[exit]) : exit);
  return [sentence, way && `(${way})`, language && `(${language})`, name && `(${name})`, test && `(${i18n._(msg`test ${test}`)}${fact && facts[fact] ? `: ${i18n._(facts[fact])}` : ""})`].filter(Boolean).join(" ");
}
export const exitName = (i18n: I18n, on: string): string => (exitNames[on] ? i18n._(exitNames[on]) : on);
