// The delivery chooser: city, ways ranked by number key, a point for those that have one. Enter chooses, Esc leaves. What is kept here is
// shown at once; the couriers are asked meanwhile.
import { Button, Checkbox } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState, type KeyboardEvent } from "react";

import type { Order } from "@/shared/api/types";
import { Rows } from "@/shared/ui/empty";
import { Key } from "@/shared/ui/kbd";
import { NumberField } from "@/shared/ui/number-field";
import { ProblemText } from "@/shared/ui/problem-text";
import { Suggest } from "@/shared/ui/suggest";
import { couriers, courierSays } from "@/shared/words/deliveries";
import { tell } from "@/shared/words/tell";

import { citiesQuery, pointsQuery, useChooseWay, waysQuery, type FoundPoint, type Way, type WayList, type WayQuery } from "../api/ways";
import { Refused, WayRow } from "./way-row";
import classes from "./ways.module.css";

interface Props {
  order: Order;
  contactId?: string;
  zone?: string;
  onDone: () => void;
  onCancel: () => void;
}

const same = (a?: Way, b?: Way) => a?.courier === b?.courier && a?.service === b?.service;

export function Ways({ order, contactId, zone, onDone, onCancel }: Props) {
  const { t } = useLingui();
  const [asked, setAsked] = useState<WayQuery>({});
  const [picked, setPicked] = useState<Way>();
  const [withSlot, setWithSlot] = useState(true);
  const kept = useQuery(waysQuery(order.id, contactId, asked, false));
  const fresh = useQuery(waysQuery(order.id, contactId, asked, true));
  const list = fresh.data && !fresh.isPlaceholderData ? fresh.data : (kept.data ?? fresh.data);
  const choose = useChooseWay(order, contactId);
  const way = list?.ways.find((one) => same(one, picked));
  const point = way?.point ?? undefined;
  const ready = way !== undefined && way.refused.code === "" && (way.service === "door" || point !== undefined);
  const slotted = way?.slot_from && way.slot_to ? { slot_from: way.slot_from, slot_to: way.slot_to } : undefined;
  const save = () => {
    if (!way || !ready) return;
    choose.mutate({
      courier: way.courier, service: way.service, city_ref: way.city_ref, point_ref: point?.ref ?? "", weight_g: asked.weight_g ?? 0,
      ...(withSlot ? slotted : undefined),
    }, { onSuccess: onDone });
  };
  const keys = (event: KeyboardEvent) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
    const digit = typing ? undefined : list?.ways.find(({ rank }) => String(rank) === event.key);
    if (event.key === "Escape") onCancel();
    else if (digit) setPicked(digit);
    else if (event.key === "Enter" && ready && !typing) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section className={classes.ways} aria-label={t`Delivery`} onKeyDown={keys}>
      <div className={classes.asked}>
        <CityField order={order} list={list} onTake={(city) => { setAsked({ ...asked, city, point: undefined }); setPicked(undefined); }} />
        <NumberField label={t`Weight, kg`} min={0} max={1000} decimalScale={3} value={(asked.weight_g ?? list?.weight_g ?? 1000) / 1000}
          description={list?.weight_assumed ? t`a usual parcel` : undefined}
          onChange={(value) => { if (typeof value === "number") setAsked({ ...asked, weight_g: Math.round(value * 1000) }); }} />
      </div>
      <ProblemText error={kept.error ?? fresh.error} />
      {!list && !kept.error && <Rows count={3} />}
      {list && <Says list={list} asking={fresh.isFetching} />}
      {list && list.ways.length > 0 && (
        <div role="radiogroup" aria-label={t`Ways, the best first`} className={classes.list}>
          {list.ways.map((one) => (
            <WayRow key={one.courier + one.service} way={one} zone={zone} chosen={same(one, picked)} onChoose={() => setPicked(one)} />
          ))}
        </div>
      )}
      {way && way.service !== "door" && (
        <PointField key={way.courier + way.service + way.city_ref} order={order} way={way} weight={list?.weight_g ?? 0}
          onTake={(point) => setAsked({ ...asked, point })} />
      )}
      {slotted && <Checkbox size="xs" checked={withSlot} label={t`Write this delivery time into the order, too`} onChange={(event) => setWithSlot(event.currentTarget.checked)} />}
      <ProblemText error={choose.error} />
      <div className={classes.buttons}>
        <Button size="xs" disabled={!ready} loading={choose.isPending} onClick={save} rightSection={<Key name="↵" />}><Trans>Choose this way</Trans></Button>
        <Button size="xs" variant="default" onClick={onCancel} rightSection={<Key name="Esc" />}><Trans>Leave as it was</Trans></Button>
      </div>
    </section>
  );
}

function CityField({ order, list, onTake }: { order: Order; list?: WayList; onTake: (city: WayList["cities"][number]) => void }) {
  const { t } = useLingui();
  const [typed, setTyped] = useState<string>();
  const found = useQuery(citiesQuery(order.shop_id, typed ?? ""));
  const items = typed === undefined ? (list?.cities ?? []) : (found.data?.items ?? []);
  return (
    <Suggest autoFocus label={t`City`} listLabel={t`Cities`} value={typed ?? list?.ways[0]?.city ?? list?.city ?? ""} onType={setTyped}
      items={items.map((one, at) => ({ id: String(at), name: one.name, hint: [one.region, one.district].filter(Boolean).join(", ") }))}
      onTake={(id) => {
        const city = items[Number(id)];
        if (!city) return;
        setTyped(city.name);
        onTake(city);
      }} />
  );
}

function PointField({ order, way, weight, onTake }: { order: Order; way: Way; weight: number; onTake: (point: FoundPoint) => void }) {
  const { t, i18n } = useLingui();
  const [typed, setTyped] = useState<string>();
  const { data } = useQuery(pointsQuery(way, typed ?? "", order, weight));
  const items = data?.items ?? [];
  const taken = items.filter(({ refused }) => refused.code === "");
  const shut = items.filter(({ refused }) => refused.code !== "");
  return (
    <div className={classes.point}>
      <Suggest label={way.service === "locker" ? t`Locker: number or street` : t`Branch: number or street`} listLabel={t`Points`}
        value={typed ?? way.point?.name ?? ""} onType={setTyped}
        description={new Intl.NumberFormat(i18n.locale).format(way.takes) + " / " + new Intl.NumberFormat(i18n.locale).format(way.points) + " " + t`take this parcel`}
        items={taken.map((one) => ({ id: one.ref, name: one.name, hint: one.address }))}
        onTake={(id) => {
          const point = taken.find(({ ref }) => ref === id);
          if (!point) return;
          setTyped(point.name);
          onTake(point);
        }} />
      {typed && shut.slice(0, 3).map((one) => <p key={one.ref} className={classes.shut}>{one.name}: <Refused refused={one.refused} /></p>)}
    </div>
  );
}

/** What each courier said, where that is not simply its prices. */
function Says({ list, asking }: { list: WayList; asking: boolean }) {
  const { i18n } = useLingui();
  if (list.couriers.length === 0) return <p className={classes.quiet}><Trans>No courier with a directory is set up for this shop: Settings, Couriers.</Trans></p>;
  return (
    <div className={classes.quiet} aria-live="polite">
      {asking && <span><Trans>The couriers are being asked.</Trans></span>}
      {list.couriers.filter(({ state }) => state !== "told" && state !== "kept").map((one) => (
        <p key={one.courier} className={classes.shut}>{couriers[one.courier] ?? one.courier}: {tell(i18n, courierSays, one.state)} {one.error && <code>{one.error}</code>}</p>
      ))}
    </div>
  );
}
