// What a code says by its last word, where it has no words of its own.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

export const families: [RegExp, MessageDescriptor][] = [
  [/\.version_conflict$/, msg`Somebody else changed this meanwhile. The fresh version is shown; repeat your change.`],
  [/\.(not_found|missing|unknown)$/, msg`This is no longer there. Reload the list.`],
  [/\.(forbidden|not_permitted|permission)$/, msg`Your role does not allow this. Ask your superior.`],
  [/^db\./, msg`The database does not save just now. Calls go on; try again in a moment.`],
];
