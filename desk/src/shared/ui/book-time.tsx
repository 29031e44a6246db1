// A call-back at a time: the free times of the shop by day, a click books one. Full ones are shown, so that nobody asks why.
import { Button, Select } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { bookTime, slotsQuery } from "../api/callbacks";
import type { BookIn, SlotView } from "../api/types";
import { clockTime, slot as slotWords } from "../lib/time-words";
import { dateInput } from "../lib/zones";
import classes from "./book-time.module.css";
import { Dialog } from "./dialog";
import { Empty, Rows } from "./empty";
import { Icon } from "./icon";
import { ProblemText } from "./problem-text";
import { useNow } from "./ticking";

interface Props {
  /** Whose times, and whom to call: a contact, or somebody else. */
  shop: string;
  queue?: string;
  whom: Omit<BookIn, "from">;
}

/** Not there where the shop offers no times. */
export function BookTime(props: Props) {
  const { t, i18n } = useLingui();
  const now = useNow();
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState<{ from: number; to: number }>();
  const { data } = useQuery(slotsQuery(props.shop, props.queue));
  if (!data?.on) return null;
  const when = done && slotWords(i18n.locale, now, done.from, done.to, data.tz);
  return (
    <div className={classes.book}>
      <Button variant="default" leftSection={<Icon name="clock" />} onClick={() => setOpen(true)}>
        <Trans>Call back at a time</Trans>
      </Button>
      {when && <span role="status"><Trans>Booked: {when}</Trans></span>}
      {open && (
        <Dialog onClose={() => setOpen(false)} title={t`When shall we call back?`}>
          <Times {...props} tz={data.tz} slots={data.items} onDone={(place) => { setDone(place); setOpen(false); }} />
        </Dialog>
      )}
    </div>
  );
}

function Times({ shop, queue, whom, tz, slots, onDone }: Props & { tz: string; slots: SlotView[]; onDone: (place: { from: number; to: number }) => void }) {
  const { t, i18n } = useLingui();
  const cache = useQueryClient();
  const days = new Map(slots.map((one) => [dateInput(tz, one.from), one.from]));
  const [day, setDay] = useState([...days.keys()][0] ?? "");
  const book = useMutation({
    mutationFn: (from: number) => bookTime({ shop_id: shop, queue_id: queue, ...whom, from }),
    onSuccess: (place) => {
      void cache.invalidateQueries({ queryKey: ["tasks"] });
      void cache.invalidateQueries({ queryKey: ["promises"] });
      onDone(place);
    },
    // Somebody may have been quicker: the times are looked at anew either way.
    onSettled: () => void cache.invalidateQueries({ queryKey: ["callback-slots", shop] }),
  });
  if (slots.length === 0) return <Empty icon="clock" title={t`No times ahead`}><Trans>The hours of the shop or of its call-backs leave none.</Trans></Empty>;
  const dayWords = new Intl.DateTimeFormat(i18n.locale, { weekday: "long", day: "numeric", month: "long", timeZone: tz });
  return (
    <div className={classes.times}>
      <Select label={t`Day`} value={day} allowDeselect={false} data={[...days].map(([value, at]) => ({ value, label: dayWords.format(at) }))} onChange={(value) => setDay(value ?? day)} />
      {book.isPending && <Rows count={1} />}
      <div role="group" aria-label={t`Time`} className={classes.grid}>
        {slots.filter((one) => dateInput(tz, one.from) === day).map((one) => {
          const left = one.capacity - one.taken;
          return (
            <Button key={one.from} variant="default" disabled={left <= 0 || book.isPending} onClick={() => book.mutate(one.from)} className={classes.slot}>
              <span>{clockTime(i18n.locale, one.from, tz)}–{clockTime(i18n.locale, one.to, tz)}</span>
              <small>{left > 0 ? <Trans>{left} free</Trans> : <Trans>full</Trans>}</small>
            </Button>
          );
        })}
      </div>
      <ProblemText error={book.error} />
      <p className={classes.hint}><Trans>Time of the shop: {tz}</Trans></p>
    </div>
  );
}
