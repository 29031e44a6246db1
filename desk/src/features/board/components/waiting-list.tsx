// Who waits, how long, and why; each row opens to who is before it and who comes next. Waits tick here, from the server's clock.
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { BoardWaiting } from "@/shared/api/types";
import { Icon } from "@/shared/ui/icon";
import { Since } from "@/shared/ui/ticking";
import { contactKinds } from "@/shared/words/contact";
import { tellReason } from "@/shared/words/reasons";
import { tell } from "@/shared/words/tell";

import classes from "./board.module.css";
import { WhyDialog } from "./why-dialog";

interface Props {
  waiting: BoardWaiting[];
  longest: number;
  at: number;
}

export function WaitingList({ waiting, longest, at }: Props) {
  const { i18n } = useLingui();
  const [opened, setOpened] = useState<BoardWaiting>();
  const count = waiting.length;
  return (
    <div className={classes.panel}>
      <div className={classes.panelHead}>
        <span><Trans>In the line: {count}</Trans></span>
        {count > 0 && <span><Trans>longest waiting call</Trans> <Since since={at - longest} /></span>}
      </div>
      <ul className={classes.waiting}>
        {waiting.map((contact) => (
          <li key={contact.contact_id}>
            <button type="button" aria-haspopup="dialog" onClick={() => setOpened(contact)}>
              <span className={classes.position}>{contact.position}</span>
              <Icon name={contact.ringing ? "phoneIn" : contact.channel === "task" ? "voicemail" : "phone"} />
              <span>{contact.caller_name || tell(i18n, contactKinds, contact.kind)}</span>
              <span className={classes.wait}><Since since={contact.since} /></span>
              <span className={classes.why}>
                {contact.ringing ? <Trans>rings at {contact.ringing}</Trans> : tellReason(i18n, contact.why)}
              </span>
            </button>
          </li>
        ))}
        {count === 0 && <li className={classes.none}><Trans>Nobody waits.</Trans></li>}
      </ul>
      {opened && <WhyDialog contact={opened} onClose={() => setOpened(undefined)} />}
    </div>
  );
}
