// What the shop's page may tell of a buyer: who he is, by a secret that only the shop's server has; what he looks at.
import { Button, Checkbox, Select } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { CopyButton } from "@/shared/ui/copy-button";
import { ProblemText } from "@/shared/ui/problem-text";

import { chatSecret, type WebChat } from "../api/web-chats";
import type { PartProps } from "../lib/part";
import classes from "./web-chats.module.css";

export function BuyerPart({ form, change, may, wrong }: PartProps) {
  const { t } = useLingui();
  return (
    <fieldset disabled={!may}>
      <legend><Trans>What the page tells of the buyer</Trans></legend>
      <Select label={t`His page and cart beside the chat`} description={t`Only while he is on your pages; nothing of it is kept.`} allowDeselect={false} disabled={!may} value={form.share} error={wrong("share")}
        onChange={(value) => value && change({ share: value as WebChat["share"] })}
        data={[{ value: "asks", label: t`once he allows it` }, { value: "tells", label: t`until he switches it off` }, { value: "off", label: t`never` }]} />
      <Checkbox label={t`He may send files`} description={t`Pictures and documents up to the server's limit; each is checked as those of messengers are.`} disabled={!may} checked={form.files}
        onChange={(event) => change({ files: event.currentTarget.checked })} />
      {may && <Secret id={form.id} />}
    </fieldset>
  );
}

function Secret({ id }: { id: string }) {
  const [sure, setSure] = useState(false);
  const ask = useMutation({ mutationFn: (rotate: boolean) => chatSecret(id, rotate), onSettled: () => setSure(false) });
  return (
    <div className={classes.secret}>
      <p className={classes.label}><Trans>Secret for signed buyers</Trans></p>
      <p className={classes.quiet}><Trans>Your server signs who is signed in, and he is known here. Never put the secret into a page.</Trans></p>
      {ask.data && <p className={classes.tag} role="status"><code>{ask.data.secret}</code><CopyButton value={ask.data.secret} /></p>}
      {sure && <p className={classes.quiet}><Trans>What was signed with the old one fits no more, at once.</Trans></p>}
      <div className={classes.buttons}>
        {!ask.data && <Button size="xs" variant="default" loading={ask.isPending} onClick={() => ask.mutate(false)}><Trans>Show the secret</Trans></Button>}
        {ask.data && !sure && <Button size="xs" variant="default" onClick={() => setSure(true)}><Trans>Make a new one…</Trans></Button>}
        {sure && <>
          <Button size="xs" color="red" loading={ask.isPending} onClick={() => ask.mutate(true)}><Trans>Make a new secret</Trans></Button>
          <Button size="xs" variant="default" onClick={() => setSure(false)}><Trans>Not now</Trans></Button>
        </>}
      </div>
      <ProblemText error={ask.error} />
    </div>
  );
}
