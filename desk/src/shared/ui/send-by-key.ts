// In a text of several lines Enter makes a line; Ctrl+Enter sends the form that it stands in.
import type { KeyboardEvent } from "react";

export function sendByKey(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
  event.preventDefault();
  event.stopPropagation(); // the page below has this key too
  event.currentTarget.requestSubmit();
}
