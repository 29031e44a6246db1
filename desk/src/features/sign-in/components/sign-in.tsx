// The door. The second factor is asked for only when the account has one.
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { ApiError } from "@/shared/api/client";
import type { Me } from "@/shared/api/types";
import { LanguagePicker } from "@/shared/ui/language-picker";
import { ProblemText } from "@/shared/ui/problem-text";

import { signIn } from "../api/sign-in";
import classes from "./sign-in.module.css";

export function SignIn({ onSignedIn }: { onSignedIn: (me: Me) => void }) {
  const { t } = useLingui();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [totp, setTotp] = useState("");
  const enter = useMutation({
    mutationFn: () => signIn({ login: login.trim(), password, totp: totp || undefined }),
    onSuccess: onSignedIn,
  });
  const code = enter.error instanceof ApiError ? enter.error.code : "";
  const wantsTotp = totp !== "" || code === "staff.totp_required" || code === "staff.wrong_totp";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate();
  };
  return (
    <main className={classes.door}>
      <form className={classes.card} onSubmit={submit}>
        <div className={classes.brand}>
          <img src="/icon.svg" alt="" width={40} height={40} />
          <h1>Orderline</h1>
        </div>
        <TextInput label={t`Login`} name="login" autoComplete="username" autoFocus required size="md"
          value={login} onChange={(event) => setLogin(event.currentTarget.value)} />
        <PasswordInput label={t`Password`} name="password" autoComplete="current-password" required size="md"
          visibilityToggleButtonProps={{ "aria-label": t`Show the password` }}
          value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
        {wantsTotp && (
          <TextInput label={t`Six digits from your authenticator app`} name="totp" inputMode="numeric" size="md"
            autoComplete="one-time-code" autoFocus maxLength={6}
            value={totp} onChange={(event) => setTotp(event.currentTarget.value.replace(/\D/g, ""))} />
        )}
        {code !== "staff.totp_required" && <ProblemText error={enter.error} />}
        <Button type="submit" size="md" loading={enter.isPending} fullWidth>
          <Trans>Sign in</Trans>
        </Button>
      </form>
      <LanguagePicker />
    </main>
  );
}
