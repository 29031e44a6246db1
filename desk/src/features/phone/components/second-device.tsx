// A device that rings beside her phone: the first that answers has the call.
import { Select } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";

import type { PhoneSettings, SecondPhone } from "@/shared/api/types";
import { useSecondPhones } from "@/shared/words/second-phone";

interface Props {
  phone: PhoneSettings;
  onChoose: (second: SecondPhone) => void;
}

export function SecondDevice({ phone, onChoose }: Props) {
  const { t } = useLingui();
  const number = phone.outside_number;
  const choices = useSecondPhones().filter(({ value }) => value !== phone.kind)
    .map((choice) => (choice.value === "outside" && number === "" ? { ...choice, label: t`A number outside: write it below first`, disabled: true } : choice));
  return (
    <Select label={t`A second device rings at the same time`} value={phone.second} data={choices} allowDeselect={false} w={320}
      description={phone.second === "outside" ? t`Press 1 there to take the call; the other device stops ringing.` : t`The first that answers has the call; the other one stops and notes no missed call.`}
      onChange={(value) => value && onChoose(value as SecondPhone)} />
  );
}
