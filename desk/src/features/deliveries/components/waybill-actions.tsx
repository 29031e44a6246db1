// What may be done with a parcel that has not left: make, change, cancel its waybill, print its label; and why it may not leave.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { useCan } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";
import { bars, couriers, waybillFields } from "@/shared/words/deliveries";
import { tell } from "@/shared/words/tell";

import { cancelWaybill, changeWaybill, dropParcel, makeWaybill, parcelsQuery, type Shipment } from "../api/deliveries";
import classes from "./deliveries.module.css";

const makers = ["novaposhta", "ukrposhta", "cdek"];

export function WaybillActions({ parcel, orderId }: { parcel: Shipment; orderId: string }) {
  const { i18n } = useLingui();
  const may = useCan("orders.edit");
  const cache = useQueryClient();
  const run = useMutation({
    mutationFn: (act: (id: string) => Promise<unknown>) => act(parcel.id),
    onSettled: () => void cache.invalidateQueries({ queryKey: parcelsQuery(orderId).queryKey }),
  });
  const draft = parcel.send_state === "draft" || parcel.send_state === "failed";
  const ours = parcel.send_state === "sent" && parcel.status === "registered";
  if (!may || (!draft && !ours)) return null;
  const differs = parcel.differs.length > 0;
  const fields = parcel.differs.map((field) => tell(i18n, waybillFields, field)).join(", ");
  const name = couriers[parcel.courier] ?? parcel.courier;
  const button = (act: (id: string) => Promise<unknown>, label: React.ReactNode, filled = false) => (
    <Button size="compact-xs" variant={filled ? "filled" : "default"} disabled={run.isPending} onClick={() => run.mutate(act)}>{label}</Button>
  );
  return (
    <>
      {parcel.barred && <p role="status" className={classes.barred}><Trans>It may not leave yet:</Trans> {tell(i18n, bars, parcel.barred)}</p>}
      {differs && <p role="status" className={classes.barred}><Trans>The order was changed after the waybill was made: {fields}.</Trans></p>}
      <div className={classes.line}>
        {draft && makers.includes(parcel.courier) && !parcel.barred && button(makeWaybill, <Trans>Make the waybill at {name}</Trans>, true)}
        {draft && button(dropParcel, <Trans>Throw the draft away</Trans>)}
        {ours && differs && !parcel.barred && button(changeWaybill, <Trans>Change the waybill</Trans>, true)}
        {ours && !differs && <Link to="/labels/$shipmentId" params={{ shipmentId: parcel.id }}><Trans>Label</Trans></Link>}
        {ours && button(cancelWaybill, <Trans>Cancel the waybill</Trans>)}
      </div>
      <ProblemText error={run.error} />
    </>
  );
}
