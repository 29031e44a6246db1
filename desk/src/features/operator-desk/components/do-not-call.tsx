// "Do not call me": one key, applied at once, everywhere.
import { Button, Modal } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import type { Customer } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import { useCan } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";

import { doNotCall } from "../api/contact";
import classes from "./buyer-column.module.css";

export function DoNotCall({ customer }: { customer: Customer }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const may = useCan("customers.edit") && !customer.do_not_call;
  const stop = useMutation({
    mutationFn: () => doNotCall(customer.id, "customer_asked"),
    onSuccess: () => setOpen(false),
  });
  useAction("contact.doNotCall", () => setOpen(true), may);
  if (!may || stop.isSuccess) return null;
  return (
    <div className={classes.stop}>
      <Button variant="default" size="xs" leftSection={<Icon name="ban" />} rightSection={<Kbd action="contact.doNotCall" />}
        onClick={() => setOpen(true)}>
        <Trans>Do not call</Trans>
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={t`Never call ${customer.name} again?`}
        closeButtonProps={{ "aria-label": t`Close` }}>
        <p><Trans>No department calls this buyer any more. Calls that the buyer makes are answered as before.</Trans></p>
        <ProblemText error={stop.error} />
        <Button mt={16} color="red" data-autofocus loading={stop.isPending} onClick={() => stop.mutate()}>
          <Trans>Do not call</Trans>
        </Button>
      </Modal>
    </div>
  );
}
