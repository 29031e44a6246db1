// The ways to stand beside a call: each with its right, key, colour and who hears it.
import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";

import type { SuperviseMode } from "@/shared/api/types";
import type { ActionId } from "@/shared/lib/keymap";
import type { Permission } from "@/shared/lib/session";
import type { IconName } from "@/shared/ui/icon";

export interface Mode {
  mode: Exclude<SuperviseMode, "stop">;
  needs: Permission;
  action: ActionId;
  icon: IconName;
  heard: MessageDescriptor;
  /** While it lasts. */
  now: MessageDescriptor;
}

export const modes: Mode[] = [
  { mode: "listen", needs: "calls.listen", action: "watch.listen", icon: "speaker", heard: msg`You hear the talk; nobody hears you`, now: msg`You listen; nobody hears you` },
  { mode: "whisper", needs: "calls.whisper", action: "watch.whisper", icon: "mic", heard: msg`Only the operator hears you`, now: msg`You whisper: only the operator hears you` },
  { mode: "join", needs: "calls.join", action: "watch.join", icon: "users", heard: msg`All hear you, also the buyer`, now: msg`You are in the call: all hear you, also the buyer` },
  { mode: "take_over", needs: "calls.take_over", action: "watch.takeOver", icon: "phoneIn", heard: msg`The buyer is yours; the operator wraps up`, now: msg`The buyer is yours` },
];
