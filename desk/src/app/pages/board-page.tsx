// Puts the emergency key beside the board's own.
import { Board } from "@/features/board/components/board";
import { DeclareButton } from "@/features/emergency/components/declare-button";

export function BoardPage() {
  return <Board actions={<DeclareButton />} />;
}
