// What a letter has besides its words: subject, sender, what it answered, its page in a frame that can do nothing, its files.
import { Button } from "@mantine/core";
import type { MessageDescriptor } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";

import { fileOf, pageOf, wholeOf, type LetterView } from "@/shared/api/letters";
import { Icon } from "@/shared/ui/icon";
import { Tag } from "@/shared/ui/tag";

import { sizeWords } from "../lib/files";
import classes from "./letters.module.css";

const sorts: Partial<Record<LetterView["sort"], MessageDescriptor>> = {
  automatic: msg`Automatic answer`,
  bulk: msg`Newsletter`,
  bounce: msg`Could not be delivered`,
  receipt: msg`Read receipt`,
  complaint: msg`Marked as spam`,
};
const missing: Record<string, MessageDescriptor> = {
  too_large: msg`It is too large to fetch. Read it in the mailbox.`,
  unreadable: msg`This letter could not be read. Download it as it came, or look at it in the mailbox.`,
  not_given: msg`The mail server does not give this letter out. Look at it in the mailbox.`,
};
const cut = msg`A part of it was too long and is left out.`;

export function LetterHead({ letter }: { letter: LetterView }) {
  const { i18n } = useLingui();
  const sort = sorts[letter.sort];
  return (
    <div className={classes.head}>
      <strong dir="auto">{letter.subject || "—"}</strong>
      <span dir="auto">{letter.sort === "sent" ? `→ ${letter.to}` : `${letter.from_name} <${letter.from_address}>`}</span>
      {sort && <Tag tone="plain">{i18n._(sort)}</Tag>}
    </div>
  );
}

/** `hasFiles`: the message shows them; letters from before that do it here. */
export function LetterFoot({ letter, hasFiles }: { letter: LetterView; hasFiles: boolean }) {
  const { i18n } = useLingui();
  const [open, setOpen] = useState(false);
  return (
    <div className={classes.foot}>
      {letter.quoted && <details><summary><Trans>Earlier letters</Trans></summary><div className={classes.quoted} dir="auto">{letter.quoted}</div></details>}
      {letter.left_out.slice(0, 1).map((code) => <span key={code}>{i18n._(missing[code] ?? cut)}</span>)}
      {letter.left_out.length > 0 && letter.has_raw && <a href={wholeOf(letter)} download><Icon name="copy" size={13} /> <Trans>The letter as it came</Trans></a>}
      {!hasFiles && letter.files.map((file) => (
        <a key={file.number} href={fileOf(letter, file.number)} download><Icon name="copy" size={13} /> <span dir="auto">{file.name || file.type}</span> · {sizeWords(i18n.locale, file.bytes)}</a>
      ))}
      {letter.has_page && !open && <Button size="compact-xs" variant="default" onClick={() => setOpen(true)}><Trans>Show as it was made up</Trans></Button>}
      {letter.has_page && open && <Frame letter={letter} />}
    </div>
  );
}

/** No script, no form, no way out of it; pictures on other servers only when she asks: they tell the sender that she reads. */
function Frame({ letter }: { letter: LetterView }) {
  const { i18n } = useLingui();
  const [pictures, setPictures] = useState(false);
  const count = letter.remote_pictures;
  return (
    <>
      {count > 0 && !pictures && (
        <span>{i18n._(plural(count, { one: "# picture is on another server.", other: "# pictures are on other servers." }))}{" "}
          <Button size="compact-xs" variant="default" onClick={() => setPictures(true)}><Trans>Show pictures</Trans></Button></span>
      )}
      <iframe className={classes.frame} title={letter.subject || i18n._(msg`Letter`)} src={pageOf(letter, pictures)} sandbox="allow-popups allow-popups-to-escape-sandbox" referrerPolicy="no-referrer" />
    </>
  );
}
