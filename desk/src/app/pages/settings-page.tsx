import { useParams } from "@tanstack/react-router";

import { Settings } from "@/features/settings/components/settings";

export function SettingsPage() {
  const { part } = useParams({ strict: false });
  return <Settings part={part} />;
}
