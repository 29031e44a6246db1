// One list of parcels on paper, with both signatures; signed here, the parcels have left.
import { Button, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { tellMoney } from "@/shared/lib/money";
import { useCan, useMe } from "@/shared/lib/session";
import { fullTime } from "@/shared/lib/time-words";
import { Rows } from "@/shared/ui/empty";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import { couriers, registerStates } from "@/shared/words/deliveries";
import { tell } from "@/shared/words/tell";

import { handOverQuery, handOversQuery, signHandOver, type HandOver } from "../api/deliveries";
import { Barcode } from "./barcode";
import classes from "./deliveries.module.css";

export function HandOverSheet({ id, tabs }: { id: string; tabs: React.ReactNode }) {
  const { t, i18n } = useLingui();
  const may = useCan("orders.edit");
  const { data, error } = useQuery(handOverQuery(id));
  return (
    <Page title={t`List for the courier`} bar={tabs} actions={data && <Button onClick={() => window.print()}><Trans>Print</Trans></Button>}>
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data && (
        <div className={classes.sheetBody}>
          {data.register_state in registerStates && <p role="status" className={classes.barred}>{tell(i18n, registerStates, data.register_state)}</p>}
          {!data.signed_at && may && <Sign sheet={data} />}
          <Paper sheet={data} />
        </div>
      )}
    </Page>
  );
}

function Sign({ sheet }: { sheet: HandOver }) {
  const { t } = useLingui();
  const { name } = useMe();
  const cache = useQueryClient();
  const [given, setGiven] = useState(name);
  const [taken, setTaken] = useState("");
  const sign = useMutation({
    mutationFn: () => signHandOver(sheet, given, taken),
    onSuccess: (fresh) => cache.setQueryData(handOverQuery(sheet.id).queryKey, fresh),
    onSettled: () => void cache.invalidateQueries({ queryKey: handOversQuery.queryKey }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    sign.mutate();
  };
  return (
    <form className={classes.signForm} onSubmit={submit}>
      <TextInput label={t`Handed over by`} required maxLength={60} value={given} onChange={(event) => setGiven(event.currentTarget.value)} />
      <TextInput label={t`Taken by, of the courier`} required maxLength={60} value={taken} onChange={(event) => setTaken(event.currentTarget.value)} />
      <Button type="submit" loading={sign.isPending}><Trans>Both have signed: it has left</Trans></Button>
      <ProblemText error={sign.error} />
    </form>
  );
}

function Paper({ sheet }: { sheet: HandOver }) {
  const { i18n } = useLingui();
  const { shops } = useMe();
  const count = sheet.parcels.length;
  return (
    <article className={classes.paper} data-paper>
      <div className={classes.groupHead}>
        <h2>{shops.find((shop) => shop.id === sheet.shop_id)?.name} → {couriers[sheet.courier]}</h2>
        <span>{fullTime(i18n.locale, sheet.signed_at ?? sheet.made_at)}</span>
      </div>
      {sheet.courier_number && <div><Trans>Register of the courier</Trans>: {sheet.courier_number}<Barcode text={sheet.courier_number} height={36} /></div>}
      <table>
        <thead><tr><th>№</th><th><Trans>Waybill</Trans></th><th><Trans>Order</Trans></th><th><Trans>Recipient</Trans></th><th><Trans>City</Trans></th><th><Trans>To collect</Trans></th></tr></thead>
        <tbody>
          {sheet.parcels.map((row, at) => (
            <tr key={row.shipment_id}>
              <td>{at + 1}</td><td>{row.waybill}</td><td>{row.order_number}</td><td>{row.recipient}</td><td>{row.city}</td>
              <td data-number>{row.cod.minor > 0 && tellMoney(i18n.locale, row.cod)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div><Trans>Parcels in all: {count}</Trans></div>
      <div className={classes.signs}>
        <div><Trans>Handed over by</Trans>: {sheet.given_by}</div>
        <div><Trans>Taken by</Trans>: {sheet.taken_by}</div>
      </div>
    </article>
  );
}
