// Her number outside: where the line rings her when she chose so, and where a live call can be moved in any case.
import { Button, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { meQuery, useMe } from "@/shared/lib/session";
import { tellProblem } from "@/shared/words/problems";

import { choosePhone, mayRing } from "../api/phone";
import classes from "./phone-check.module.css";

export function OutsideNumber({ rings, onSaved }: { rings: boolean; onSaved: () => void }) {
  const { i18n, t } = useLingui();
  const me = useMe();
  const cache = useQueryClient();
  const [number, setNumber] = useState(me.phone.outside_number);
  const save = useMutation({
    mutationFn: async () => {
      await mayRing(number);
      return choosePhone({ kind: rings ? "outside" : me.phone.kind, outside_number: number });
    },
    onSuccess: (phone) => {
      cache.setQueryData(meQuery.queryKey, { ...me, phone });
      onSaved();
    },
  });
  return (
    <form className={classes.outside} onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
      <div className={classes.number}>
        <TextInput label={t`My number outside`} type="tel" autoComplete="tel" value={number} maxLength={32}
          error={save.error && <span role="alert">{tellProblem(i18n, save.error)}</span>} onChange={(event) => { setNumber(event.currentTarget.value); save.reset(); }} />
        <Button type="submit" variant={rings ? "filled" : "default"} loading={save.isPending} disabled={number === me.phone.outside_number && (!rings || me.phone.kind === "outside")}>
          <Trans>Save</Trans>
        </Button>
      </div>
      <p className={classes.hint}>
        {rings
          ? <Trans>The line rings you there while you are ready in the desk. Press 1 to take the call; your voicemail gets nobody.</Trans>
          : <Trans>A call that you talk in can go on there: Other phone, in the call. It rings, you press 1, the buyer notices nothing.</Trans>}
      </p>
    </form>
  );
}
