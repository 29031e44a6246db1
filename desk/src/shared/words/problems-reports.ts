// What the server refuses about figures and reports, and the way out.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

export const reportProblems: Record<string, MessageDescriptor> = {
  "insight.owner_right": msg`Who made this may not take reports out any more. Switch it off and on to take it over.`,
  "insight.range": msg`The first day lies after the last one. Choose them the other way round.`,
  "insight.too_long": msg`That is too long for this step. Take a larger step or fewer days.`,
  "insight.too_many_rows": msg`That would be too many rows. Take a larger step or another cut.`,
  "insight.people": msg`Your role does not show figures of single people. Ask your superior.`,
  "insight.export": msg`Your role does not take reports out as files. Ask your superior.`,
  "insight.schedule_unknown": msg`This report by mail is no longer there. Reload the list.`,
  "insight.no_mail_server": msg`No mail server is known.`,
};
