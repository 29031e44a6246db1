// That somebody writes: his to the shop, now and then; hers to him, until it fades.
import type { Chat } from "./chat";

const fadeMs = 6000;
const everyMs = 3000;

export class Typing {
  private toldAt = 0;
  private fade = 0;

  constructor(private readonly chat: Chat) {}

  mine(): void {
    const now = this.chat.plugs.now();
    if (now - this.toldAt < everyMs || this.chat.state.link !== "up") return;
    this.toldAt = now;
    this.chat.say({ type: "typing", on: true });
  }

  /** His line went out: the next one is told anew. */
  sent(): void {
    this.toldAt = 0;
  }

  hers(on: boolean, name = ""): void {
    const { plugs } = this.chat;
    plugs.cancel(this.fade);
    this.fade = plugs.later(fadeMs, () => this.chat.tell({ is: "typing", name: undefined }));
    this.chat.tell({ is: "typing", name: on ? name : undefined });
  }
}
