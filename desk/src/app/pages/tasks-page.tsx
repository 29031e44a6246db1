import { useParams } from "@tanstack/react-router";

import { CallButton } from "@/features/calling/components/call-button";
import { Player } from "@/features/recordings/components/player";
import { Tasks } from "@/features/tasks/components/tasks";

export function TasksPage() {
  const { part } = useParams({ strict: false });
  return (
    <Tasks part={part} player={(id) => <Player recordingId={id} />} call={(id) => <CallButton whom={{ contact_id: id }} byKey />} />
  );
}
