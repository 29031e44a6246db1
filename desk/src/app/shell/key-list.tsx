// The list of keys, as they are set for this person.
import { useLingui } from "@lingui/react/macro";

import { useActions } from "@/shared/lib/actions";
import { Dialog } from "@/shared/ui/dialog";
import { Key, shortKey } from "@/shared/ui/kbd";
import { actionGroups, actionWords } from "@/shared/words/actions";

import classes from "./key-list.module.css";

export function KeyList({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useLingui();
  const { keys } = useActions();
  return (
    <Dialog onClose={onClose} title={t`Keys`} size={760}>
      <div className={classes.groups}>
        {actionGroups.map((group) => (
          <section key={group.title.id}>
            <h3>{i18n._(group.title)}</h3>
            <dl className={classes.list}>
              {group.actions.map((action) => (
                <div key={action}>
                  <dt>{i18n._(actionWords[action])}</dt>
                  <dd>{keys[action].split(" ").map((stroke) => <Key key={stroke} name={shortKey(stroke)} />)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
