// What every part of a chat's form is given.
import type { ReactNode } from "react";

import type { WebChat } from "../api/web-chats";

export interface PartProps {
  form: WebChat;
  change: (part: Partial<WebChat>) => void;
  may: boolean;
  /** What the server has against this field. */
  wrong: (field: string) => ReactNode;
}
