import { PhoneCheck } from "@/features/phone/components/phone-check";

export function PhonePage() {
  return <PhoneCheck />;
}
