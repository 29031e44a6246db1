// J and K move through rows; Enter opens. The focused row stays where it is.
import { useRef, type KeyboardEvent } from "react";

import { useAction } from "@/shared/lib/actions";

/** For a table body or list whose rows carry data-row and tabIndex. */
export function useRowKeys<T extends HTMLElement>() {
  const body = useRef<T>(null);
  const move = (step: number) => {
    const rows = [...(body.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  useAction("list.down", () => move(1));
  useAction("list.up", () => move(-1));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && event.target === document.activeElement) (event.target as HTMLElement).click();
    else return;
    event.preventDefault();
  };
  return { ref: body, onKeyDown };
}
