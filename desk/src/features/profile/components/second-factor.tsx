// The second factor: a secret for the authenticator app, confirmed by its first six digits.
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { meQuery, useMe } from "@/shared/lib/session";
import { CopyButton } from "@/shared/ui/copy-button";
import { ProblemText } from "@/shared/ui/problem-text";

import { beginTotp, confirmTotp, endTotp } from "../api/profile";
import classes from "./profile.module.css";

export function SecondFactor() {
  const { totp_enabled: on } = useMe();
  return (
    <section>
      <h2><Trans>Second factor at sign-in</Trans></h2>
      {on ? <SwitchOff /> : <SwitchOn />}
    </section>
  );
}

function useFresh(): () => void {
  const cache = useQueryClient();
  return () => void cache.invalidateQueries({ queryKey: meQuery.queryKey });
}

function SwitchOn() {
  const { t } = useLingui();
  const fresh = useFresh();
  const [code, setCode] = useState("");
  const begin = useMutation({ mutationFn: beginTotp });
  const confirm = useMutation({ mutationFn: () => confirmTotp(code), onSuccess: fresh });
  if (!begin.data) {
    return (
      <div className={classes.form}>
        <p><Trans>Off. An authenticator app makes a stolen password useless.</Trans></p>
        <ProblemText error={begin.error} />
        <Button variant="default" loading={begin.isPending} onClick={() => begin.mutate()}><Trans>Switch on</Trans></Button>
      </div>
    );
  }
  return (
    <form className={classes.form} onSubmit={(event) => { event.preventDefault(); confirm.mutate(); }}>
      <p><Trans>Enter this key in your authenticator app, or open the link on your phone:</Trans></p>
      <p className={classes.secret}>{begin.data.secret} <CopyButton value={begin.data.secret} /></p>
      <a href={begin.data.uri}><Trans>Open in the authenticator app</Trans></a>
      <div className={classes.inline}>
        <TextInput label={t`Six digits`} inputMode="numeric" maxLength={6} value={code} autoFocus
          onChange={(event) => setCode(event.currentTarget.value.replace(/\D/g, ""))} />
        <Button type="submit" disabled={code.length !== 6} loading={confirm.isPending}><Trans>Confirm</Trans></Button>
      </div>
      <ProblemText error={confirm.error} />
    </form>
  );
}

function SwitchOff() {
  const { t } = useLingui();
  const fresh = useFresh();
  const [password, setPassword] = useState("");
  const end = useMutation({ mutationFn: () => endTotp(password), onSuccess: fresh });
  return (
    <form className={classes.form} onSubmit={(event) => { event.preventDefault(); end.mutate(); }}>
      <p><Trans>On. To switch it off, enter your password.</Trans></p>
      <div className={classes.inline}>
        <PasswordInput label={t`Password`} autoComplete="current-password" w={220} value={password}
          visibilityToggleButtonProps={{ "aria-label": t`Show the password` }} onChange={(event) => setPassword(event.currentTarget.value)} />
        <Button type="submit" variant="default" disabled={password === ""} loading={end.isPending}><Trans>Switch off</Trans></Button>
      </div>
      <ProblemText error={end.error} />
    </form>
  );
}
