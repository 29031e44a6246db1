// Signing out: off the line first, then the phone, then the session; nothing of anybody stays in this tab. Where the
// server keeps her (a buyer is on the line) nothing is undone: the phone stays up and she is told.
import { notifications } from "@mantine/notifications";
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";
import { useQueryClient } from "@tanstack/react-query";

import { ApiError, post } from "@/shared/api/client";
import { setPresence, signOut } from "@/shared/api/presence";
import { getLive } from "@/shared/live/store";
import { tellProblem } from "@/shared/words/problems";

import { forgetBuyers, sendKeptNotes } from "./kept-notes";
import { usePhone, type Phone } from "./phone";

export function useLeave(): () => void {
  const cache = useQueryClient();
  const phone = usePhone();
  const { i18n } = useLingui();
  return () =>
    void leave(phone).then(
      () => {
        cache.clear();
        forgetBuyers();
        location.assign("/");
      },
      (error: unknown) => notifications.show({ color: "red", message: inTalk(error) ? i18n._(talkFirst) : tellProblem(i18n, error) }),
    );
}

const talkFirst = msg`You are in a talk: end it or hand it over first, or choose “Finish this contact and leave”.`;
const inTalk = (error: unknown) => error instanceof ApiError && error.code === "calls.in_contact";

/** Throws, with all as it was, when the server does not let her go. */
export async function leave(phone: Pick<Phone, "disconnect">): Promise<void> {
  await sendKeptNotes();
  await offTheLine();
  phone.disconnect();
  await signOut();
}

async function offTheLine(): Promise<void> {
  try {
    await setPresence("signed_out");
  } catch (error) {
    const ringing = getLive().contact;
    if (inTalk(error) && ringing?.state === "offered") {
      await post<void>(`/api/v1/contacts/${ringing.contact_id}/decline`); // back to the line, to somebody who stays
      await setPresence("signed_out");
    } else if (!(error instanceof ApiError) || ![401, 403, 404].includes(error.status)) {
      throw error; // a person without a desk has no presence, and no session is nothing to keep
    }
  }
}
