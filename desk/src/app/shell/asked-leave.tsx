// Signing out, from wherever it is asked: what is promised for before she is back is shown first; when nobody can say, she may still go.
import { useState, type ReactNode } from "react";

import { askLeaving, type Leaving } from "@/features/promises/api/leaving";
import { LeavingDialog } from "@/features/promises/components/leaving-dialog";
import { useLeave } from "@/shared/lib/leave";

export function useAskedLeave(): { ask: () => void; dialog: ReactNode } {
  const leave = useLeave();
  const [leaving, setLeaving] = useState<Leaving>();
  const ask = () => void askLeaving().then((found) => (found.promises.length > 0 ? setLeaving(found) : leave()), () => leave());
  const dialog = leaving && <LeavingDialog leaving={leaving} onClose={() => setLeaving(undefined)} onLeave={() => { setLeaving(undefined); leave(); }} />;
  return { ask, dialog };
}
