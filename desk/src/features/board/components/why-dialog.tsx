// The why of one waiting contact: how it stands in the line, and what was decided about it so far.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { whyQuery } from "@/shared/api/why";
import type { BoardWaiting } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { Dialog } from "@/shared/ui/dialog";
import { ProspectsPanel } from "@/shared/ui/prospects-panel";
import { WhyRows } from "@/shared/ui/why-rows";
import { contactKinds } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import classes from "./board.module.css";

export function WhyDialog({ contact, onClose }: { contact: BoardWaiting; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const who = contact.caller_name || tell(i18n, contactKinds, contact.kind);
  return (
    <Dialog onClose={onClose} title={t`In the line: ${who}`} size={640}>
      <div className={classes.whyDialog}>
        <ProspectsPanel contactId={contact.contact_id} />
        <Decided id={contact.contact_id} />
      </div>
    </Dialog>
  );
}

function Decided({ id }: { id: string }) {
  const { data } = useQuery({ ...whyQuery(id), enabled: useCan("contacts.view"), refetchInterval: 2_000 });
  if (!data || data.items.length === 0) return null;
  return (
    <section>
      <h3><Trans>What was decided so far</Trans></h3>
      <WhyRows rows={data.items} />
    </section>
  );
}
