import { useParams } from "@tanstack/react-router";

import { OwnLimits } from "@/features/approvals/components/own-limits";
import { CourierSettings } from "@/features/couriers/components/courier-settings";
import { AlertFeeds } from "@/features/emergency/components/alert-feeds";
import { ContactRules } from "@/features/buyers/components/contact-rules";
import { CannedAnswers } from "@/features/canned/components/canned-answers";
import { AttemptRules } from "@/features/orders/components/attempt-rules";
import { PayTemplates } from "@/features/orders/components/pay-template";
import { Flows } from "@/features/flows/components/flows";
import { Queues } from "@/features/queues/components/queues";
import { Skills } from "@/features/queues/components/skills";
import { Teams } from "@/features/queues/components/teams";
import { RecordingRules } from "@/features/recordings/components/recording-rules";
import { Trunks } from "@/features/trunks/components/trunks";
import { WebChats } from "@/features/web-chats/components/web-chats";
import { Settings } from "@/features/settings/components/settings";

export function SettingsPage() {
  const { part, item } = useParams({ strict: false });
  return <Settings part={part} chat={<WebChats />} alerts={<AlertFeeds />} couriers={<CourierSettings />} queues={<Queues item={item} />} flows={<Flows item={item} />} skills={<Skills />} teams={<Teams />} trunks={<Trunks />} recording={<RecordingRules />} confirming={<AttemptRules />} limits={<OwnLimits />} paying={<PayTemplates />} contacts={<ContactRules />} answers={<CannedAnswers />} />;
}
