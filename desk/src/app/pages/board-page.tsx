import { Board } from "@/features/board/components/board";

export function BoardPage() {
  return <Board />;
}
