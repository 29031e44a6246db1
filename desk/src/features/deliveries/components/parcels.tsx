// The order's parcels: where each is, since when, what is to be done, and the way to an open decision.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";

import { useCan } from "@/shared/lib/session";
import { fullTime } from "@/shared/lib/time-words";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag, type Tone } from "@/shared/ui/tag";
import { couriers, duties, parcelStatuses, sendErrors, sendStates } from "@/shared/words/deliveries";
import { tell } from "@/shared/words/tell";

import { parcelsQuery, tellFailure, type Shipment } from "../api/deliveries";
import { NewParcel } from "./new-parcel";
import { WaybillActions } from "./waybill-actions";
import classes from "./deliveries.module.css";

const tones: Record<string, Tone> = {
  delivered: "talking", attempt_failed: "danger", refused: "danger", lost: "danger", returning: "warning", on_hold: "warning",
};
const ended = ["delivered", "partly_delivered", "returned", "cancelled", "lost"];

export function Parcels({ orderId }: { orderId: string }) {
  const { data } = useQuery(parcelsQuery(orderId));
  if (!data) return null;
  return (
    <>
      {data.items.map((one) => <Parcel key={one.id} parcel={one} orderId={orderId} />)}
      <NewParcel orderId={orderId} />
    </>
  );
}

function Parcel({ parcel, orderId }: { parcel: Shipment; orderId: string }) {
  const { i18n } = useLingui();
  const cache = useQueryClient();
  const go = useNavigate();
  const may = useCan("orders.edit");
  const failed = useMutation({
    mutationFn: () => tellFailure(parcel.id, "customer"),
    onSuccess: (decision) => void go({ to: "/decisions/{-$decisionId}", params: { decisionId: decision.id } }),
    onSettled: () => void cache.invalidateQueries({ queryKey: parcelsQuery(orderId).queryKey }),
  });
  const unsent = parcel.send_state in sendStates;
  return (
    <section className={classes.parcel}>
      <div className={classes.line}>
        <Tag tone={tones[parcel.status] ?? "plain"} icon="box">{tell(i18n, parcelStatuses, parcel.status)}</Tag>
        <span>{couriers[parcel.courier]} {parcel.waybill}</span>
        {parcel.status_at && <span className={classes.quiet}>{fullTime(i18n.locale, parcel.status_at)}</span>}
        {parcel.due_at && !ended.includes(parcel.status) && <span className={classes.quiet}><Trans>the courier means to bring it</Trans> {fullTime(i18n.locale, parcel.due_at)}</span>}
        {unsent && <span>{tell(i18n, sendStates, parcel.send_state)}</span>}
        {parcel.decision_id && (
          <Link to="/decisions/{-$decisionId}" params={{ decisionId: parcel.decision_id }}><Trans>Decide</Trans></Link>
        )}
        {may && !parcel.decision_id && !ended.includes(parcel.status) && parcel.waybill && (
          <Button size="compact-xs" variant="default" loading={failed.isPending} onClick={() => failed.mutate()}>
            <Trans>Courier says: not reached</Trans>
          </Button>
        )}
      </div>
      {parcel.to_do.map((duty) => <span key={duty}>{tell(i18n, duties, duty.split(".")[0] ?? duty)}</span>)}
      {parcel.send_error in sendErrors && <p role="status" className={classes.barred}>{tell(i18n, sendErrors, parcel.send_error)}</p>}
      <WaybillActions parcel={parcel} orderId={orderId} />
      <ProblemText error={failed.error} />
      {parcel.events.length > 0 && (
        <ul className={classes.events}>
          {parcel.events.slice(0, 4).map((event) => (
            <li key={`${event.code}${event.at ?? event.received_at}`}>
              {fullTime(i18n.locale, event.at ?? event.received_at)} · {tell(i18n, parcelStatuses, event.status)} · {event.code}
              {event.place && ` · ${event.place}`}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
