import { CallButton } from "@/features/calling/components/call-button";
import { Player } from "@/features/recordings/components/player";
import { Tasks } from "@/features/tasks/components/tasks";

export function TasksPage() {
  return (
    <Tasks player={(id) => <Player recordingId={id} />} call={(id) => <CallButton whom={{ contact_id: id }} byKey />} />
  );
}
