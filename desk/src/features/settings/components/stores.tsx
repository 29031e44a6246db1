// Connected stores: one card each, and the form that connects another.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useCan } from "@/shared/lib/session";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";

import { storesQuery } from "../api/stores";
import { ConnectForm } from "./connect-form";
import { StoreCard } from "./store-card";

export function Stores() {
  const { t } = useLingui();
  const { data, error } = useQuery(storesQuery);
  const may = useCan("stores.edit");
  const [adding, setAdding] = useState(false);
  return (
    <>
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data?.items.map((store) => <StoreCard key={store.id} store={store} />)}
      {data && data.items.length === 0 && !adding && (
        <Empty icon="store" title={t`No store is connected`}>
          <Trans>Connect a shop so that orders come in by themselves, or load a CSV file.</Trans>
        </Empty>
      )}
      {may && !adding && (
        <div><Button leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}><Trans>Connect a shop</Trans></Button></div>
      )}
      {adding && <ConnectForm onDone={() => setAdding(false)} />}
    </>
  );
}
