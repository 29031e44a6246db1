// My profile: language, look, keys, second factor, sessions.
import { Button, SegmentedControl, Switch } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { languageCodes, ownNames } from "@/shared/lib/i18n";
import { meQuery, useMe } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import { roles as roleWords } from "@/shared/words/people";
import { tell } from "@/shared/words/tell";

import { changeMe, type Look } from "../api/profile";
import { KeyTable } from "./key-table";
import classes from "./profile.module.css";
import { SecondFactor } from "./second-factor";
import { Sessions } from "./sessions";

/** `leave`: signs out; who takes no contacts has no presence menu to leave by. */
export function Profile({ leave }: { leave: () => void }) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const cache = useQueryClient();
  const save = useMutation({
    mutationFn: changeMe,
    onSuccess: (fresh) => cache.setQueryData(meQuery.queryKey, fresh),
  });
  const set = (part: Look) => save.mutate(part);
  return (
    <Page title={me.name} narrow actions={<Button variant="default" leftSection={<Icon name="out" />} onClick={leave}><Trans>Sign out</Trans></Button>}>
      <div className={classes.sections}>
        <p className={classes.roles}>{me.roles.map((role) => tell(i18n, roleWords, role)).join(", ")}</p>
        <ProblemText error={save.error} />
        <Row name={t`Language of the desk`}>
          <SegmentedControl value={me.language} onChange={(language) => set({ language })}
            data={languageCodes.map((code) => ({ value: code, label: ownNames[code] }))} />
        </Row>
        <Row name={t`Theme`}>
          <SegmentedControl value={me.theme || "auto"} onChange={(theme) => set({ theme })}
            data={[{ value: "auto", label: t`As the system` }, { value: "light", label: t`Light` }, { value: "dark", label: t`Dark` }]} />
        </Row>
        <Row name={t`Rows`}>
          <SegmentedControl value={me.density || "usual"} onChange={(density) => set({ density })}
            data={[{ value: "compact", label: t`Compact` }, { value: "usual", label: t`Usual` }, { value: "comfortable", label: t`Comfortable` }]} />
        </Row>
        <Row name={t`Phone`}><Link to="/phone"><Trans>Phone and sound check</Trans></Link></Row>
        <SecondFactor />
        <section>
          <h2><Trans>Keys</Trans></h2>
          <Switch mt={8} label={t`Single letters act outside fields`} checked={me.single_keys}
            onChange={(event) => set({ single_keys: event.currentTarget.checked })} />
          <KeyTable />
        </section>
        <Sessions />
      </div>
    </Page>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return <div className={classes.row}><span>{name}</span><div>{children}</div></div>;
}
