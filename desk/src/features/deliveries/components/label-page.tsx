// The label of a waybill: the courier's own PDF where it prints one, and ours with its bars.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { tellMoney } from "@/shared/lib/money";
import { Rows } from "@/shared/ui/empty";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import { couriers, services } from "@/shared/words/deliveries";
import { tell } from "@/shared/words/tell";

import { labelQuery } from "../api/deliveries";
import { Barcode } from "./barcode";
import classes from "./deliveries.module.css";

export function LabelPage({ id }: { id: string }) {
  const { t, i18n } = useLingui();
  const { data, error } = useQuery(labelQuery(id));
  const name = data ? (couriers[data.courier] ?? data.courier) : "";
  const actions = data && (
    <>
      {data.courier_prints && <Button component="a" variant="default" href={`/api/v1/shipments/${id}/label.pdf`} target="_blank" rel="noreferrer"><Trans>Label of {name} (PDF)</Trans></Button>}
      <Button onClick={() => window.print()}><Trans>Print this one</Trans></Button>
    </>
  );
  return (
    <Page title={t`Label`} actions={actions}>
      <ProblemText error={error} />
      {!data && !error && <Rows count={4} />}
      {data && (
        <div className={classes.sheetBody}>
          <article className={classes.label} data-paper>
            <div>{name} · {tell(i18n, services, data.service)}</div>
            <Barcode text={data.waybill} />
            <div data-big>{data.waybill}</div>
            <strong>{data.recipient}</strong>
            <div>{data.phone}</div>
            <div>{[data.address.startsWith(data.city) ? "" : data.city, data.address].filter(Boolean).join(", ")}</div>
            {data.cod.minor > 0 && <div data-big><Trans>To collect</Trans>: {tellMoney(i18n.locale, data.cod)}</div>}
            <div>{data.order_number} · {data.reference}</div>
          </article>
        </div>
      )}
    </Page>
  );
}
