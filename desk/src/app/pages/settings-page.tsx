import { useParams } from "@tanstack/react-router";

import { AlertFeeds } from "@/features/emergency/components/alert-feeds";
import { Settings } from "@/features/settings/components/settings";

export function SettingsPage() {
  const { part } = useParams({ strict: false });
  return <Settings part={part} alerts={<AlertFeeds />} />;
}
