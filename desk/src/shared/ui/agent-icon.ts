// The icon of each state of an operator: the word always stands beside it.
import type { AgentState } from "@/shared/api/types";

import type { IconName } from "./icon";

const icons: Record<AgentState, IconName> = {
  signed_out: "out", paused: "coffee", ready: "dot", reserved: "phoneIn", talking: "phone", wrap_up: "note", not_responding: "warning",
};

/** A pause by an emergency is no coffee. */
export const agentIcon = (state: AgentState, reason = ""): IconName =>
  state === "paused" && reason === "emergency" ? "alarm" : icons[state];
