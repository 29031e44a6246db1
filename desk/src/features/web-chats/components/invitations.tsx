// Words that stand beside the button by themselves: on which page, after how long, to whom.
import { ActionIcon, Button, Checkbox, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import { languageCodes, ownNames } from "@/shared/lib/i18n";
import { Icon } from "@/shared/ui/icon";
import { NumberField } from "@/shared/ui/number-field";

import type { Invitation } from "../api/web-chats";
import type { PartProps } from "../lib/part";
import classes from "./web-chats.module.css";

const fresh: Invitation = { page: "", language: "", text: "", after_s: 30, with_cart: false };
const most = 10;

export function Invitations({ form, change, may, wrong }: PartProps) {
  const { t } = useLingui();
  const all = form.invitations;
  const put = (at: number, part: Partial<Invitation>) => change({ invitations: all.map((one, index) => (index === at ? { ...one, ...part } : one)) });
  return (
    <fieldset disabled={!may}>
      <legend><Trans>Invitations</Trans></legend>
      <p className={classes.quiet}><Trans>Said beside the button to who has not written yet, once in a day at most. When two fit, the sooner one is said.</Trans></p>
      {all.map((one, at) => (
        <Row key={at} at={at} one={one} may={may} wrong={wrong} onChange={(part) => put(at, part)} onRemove={() => change({ invitations: all.filter((_, index) => index !== at) })} />
      ))}
      {may && all.length < most && (
        <div><Button size="xs" variant="default" leftSection={<Icon name="plus" size={14} />} onClick={() => change({ invitations: [...all, fresh] })}>{t`Add an invitation`}</Button></div>
      )}
    </fieldset>
  );
}

interface RowProps {
  at: number;
  one: Invitation;
  may: boolean;
  wrong: PartProps["wrong"];
  onChange: (part: Partial<Invitation>) => void;
  onRemove: () => void;
}

function Row({ at, one, may, wrong, onChange, onRemove }: RowProps) {
  const { t } = useLingui();
  const number = at + 1;
  const fault = (field: string) => wrong(`invitations[${at}].${field}`);
  return (
    <div className={classes.invitation} role="group" aria-label={t`Invitation ${number}`}>
      <div className={classes.words}>
        <TextInput label={t`Words`} required maxLength={200} value={one.text} error={fault("text")} onChange={(event) => onChange({ text: event.currentTarget.value })} />
        {may && <ActionIcon size={34} aria-label={t`Remove invitation ${number}`} onClick={onRemove}><Icon name="cross" size={14} /></ActionIcon>}
      </div>
      <div className={classes.rule}>
        <TextInput label={t`On pages with`} placeholder="/cart" value={one.page} error={fault("page")} onChange={(event) => onChange({ page: event.currentTarget.value.trim() })} />
        <NumberField label={t`After, s`} min={0} max={3600} allowDecimal={false} value={one.after_s} error={fault("after_s")} onChange={(value) => onChange({ after_s: Number(value) || 0 })} />
        <Select label={t`Language`} allowDeselect={false} disabled={!may} value={one.language} data={[{ value: "", label: t`any` }, ...languageCodes.map((code) => ({ value: code, label: ownNames[code] }))]}
          onChange={(value) => onChange({ language: value ?? "" })} />
      </div>
      <Checkbox label={t`Only with something in the cart`} description={t`The page says so by Orderline.setCart.`} checked={one.with_cart} onChange={(event) => onChange({ with_cart: event.currentTarget.checked })} />
    </div>
  );
}
