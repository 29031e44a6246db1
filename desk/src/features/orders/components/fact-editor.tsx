// The right editor for each fact. Enter saves, Esc leaves without saving.
import { Select, Textarea, TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Order } from "@/shared/api/types";
import { checkFields, deliveryMethods } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { EditorFrame, type EditorProps } from "./editor-frame";
import { LinesEditor } from "./lines-editor";
import { SlotEditor } from "./slot-editor";

export function FactEditor(props: EditorProps) {
  switch (props.field) {
    case "recipient":
    case "phone":
      return <TextEditor {...props} />;
    case "address":
      return <AddressEditor {...props} />;
    case "product":
    case "quantity":
    case "amount":
      return <LinesEditor {...props} />;
    case "delivery_time":
      return <SlotEditor {...props} />;
  }
}

/** A hidden value is nothing to begin from: saved, it would take the true one's place. */
const seen = (value: string) => (value.includes("***") ? "" : value);

function TextEditor({ order, field, onSave, onCancel }: EditorProps) {
  const { i18n } = useLingui();
  const [value, setValue] = useState(field === "phone" ? seen(order.phone) : order.recipient);
  const clean = field === "phone" ? value.replace(/[^\d+]/g, "") : value.trim();
  const ready = field === "phone" ? /^\+?\d{7,15}$/.test(clean) : clean.length > 1;
  return (
    <EditorFrame field={field} ready={ready} onCancel={onCancel}
      onSave={() => onSave({ field, result: "changed", value: clean })}>
      <TextInput autoFocus aria-label={i18n._(checkFields[field])} value={value} inputMode={field === "phone" ? "tel" : "text"}
        onChange={(event) => setValue(event.currentTarget.value)} onFocus={(event) => event.currentTarget.select()} />
    </EditorFrame>
  );
}

function AddressEditor({ order, field, onSave, onCancel }: EditorProps) {
  const { t, i18n } = useLingui();
  const [method, setMethod] = useState(order.delivery_method);
  const [address, setAddress] = useState(seen(order.address));
  const methods = Object.keys(deliveryMethods) as Order["delivery_method"][];
  return (
    <EditorFrame field={field} ready={address.trim().length > 2} onCancel={onCancel}
      onSave={() => onSave({ field, result: "changed", value: address.trim(), delivery_method: method })}>
      <Select label={t`Delivery method`} value={method} data={methods.map((value) => ({ value, label: tell(i18n, deliveryMethods, value) }))}
        onChange={(value) => setMethod(methods.find((one) => one === value) ?? method)} />
      <Textarea label={method === "courier" ? t`Address` : t`City and point of delivery`} autosize minRows={1} autoFocus
        value={address} onChange={(event) => setAddress(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }} />
    </EditorFrame>
  );
}
