// All of one's open orders and promises go to somebody else: the shift ends, leave begins, somebody is ill.
import { Button, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { get } from "@/shared/api/client";
import type { Person } from "@/shared/api/types";
import { useCan, useMe } from "@/shared/lib/session";
import { Dialog } from "@/shared/ui/dialog";
import { ProblemText } from "@/shared/ui/problem-text";

import { useWorkStep } from "../api/work";
import classes from "./order-view.module.css";

export function HandOverAll() {
  const { t } = useLingui();
  const me = useMe();
  const seesPeople = useCan("people.view");
  const [open, setOpen] = useState(false);
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");
  const step = useWorkStep();
  const { data } = useQuery({ queryKey: ["people", ""], queryFn: () => get<{ items: Person[] }>("/api/v1/people"), enabled: open && seesPeople });
  if (!seesPeople) return null;
  const send = () => step.mutate({ to: "all", from: me.person_id, person: to, reason }, { onSuccess: () => setOpen(false) });
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}><Trans>Hand over all</Trans></Button>
      {open && (
        <Dialog title={t`Hand over all my orders and promises`} onClose={() => setOpen(false)}>
          <form className={classes.form} onSubmit={(event) => { event.preventDefault(); send(); }}>
            <Select label={t`To whom`} searchable value={to} onChange={(value) => setTo(value ?? "")}
              data={(data?.items ?? []).filter((person) => person.active && person.id !== me.person_id).map(({ id, name }) => ({ value: id, label: name }))} />
            <TextInput label={t`Reason`} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
            <ProblemText error={step.error} />
            <Button type="submit" loading={step.isPending} disabled={!to || !reason.trim()}><Trans>Hand over</Trans></Button>
          </form>
        </Dialog>
      )}
    </>
  );
}
