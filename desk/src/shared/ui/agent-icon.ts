// The icon of each state of an operator: the word always stands beside it.
import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { AgentState } from "@/shared/api/types";
import { channelKinds } from "@/shared/words/channels";
import { agentStates, pauseReasons } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import type { IconName } from "./icon";

const icons: Record<AgentState, IconName> = {
  signed_out: "out", paused: "coffee", ready: "dot", reserved: "phoneIn", talking: "phone", wrap_up: "note", not_responding: "warning",
};

/** `work`: what rings or is in hand ("task": nobody is called for it yet); "" or absent: none, or not told. */
export interface Doing {
  state: AgentState;
  reason?: string;
  work?: string;
}

const writes = ({ state, work }: Doing) => (state === "talking" || state === "reserved") && !!work && work !== "call";
const letters: readonly string[] = ["email", "fax", "task"];

/** A pause by an emergency is no coffee; who writes holds no phone. */
export function agentIcon(doing: Doing): IconName {
  if (writes(doing)) return letters.includes(doing.work ?? "") ? "note" : "chat";
  return doing.state === "paused" && doing.reason === "emergency" ? "alarm" : icons[doing.state];
}

const chatting: Record<string, MessageDescriptor> = { task: msg`At a task`, webchat: msg`Chatting`, chat: msg`Chatting`, email: msg`Answering a letter` };

/** In a word: the pause's reason, the channel in which she writes, else the state. */
export function agentWords(i18n: I18n, doing: Doing): string {
  if (doing.state === "talking" && writes(doing)) return tell(i18n, { ...channelKinds, ...chatting }, doing.work ?? "");
  return doing.state === "paused" && doing.reason ? tell(i18n, pauseReasons, doing.reason) : tell(i18n, agentStates, doing.state);
}
