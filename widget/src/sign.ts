// Who he is by the word of the shop's server. What does not fit joins nothing, and the console says why.
import { ChatError, type Plugs, type Signed } from "./plugs";
import type { State } from "./state";

interface Told {
  readonly state: State;
  door<T>(what: string, body: object, his?: boolean): Promise<T>;
  forget(): void;
}

export class Signer {
  private signed: Signed | undefined;
  private joined = false;

  constructor(private readonly chat: Told, private readonly plugs: Plugs) {}

  async sign(signed: Signed): Promise<void> {
    this.signed = signed;
    this.joined = false;
    await this.join();
  }

  /** His conversation is gone: the next one is joined anew. */
  apart(): void {
    this.joined = false;
  }

  /** Asked when it is said, and again once there is a conversation to join. */
  async join(): Promise<void> {
    const { signed, chat } = this, begun = chat.state.conversation !== undefined;
    if (!signed || this.joined) return;
    try {
      const { joined } = await chat.door<{ joined: boolean }>("buyer", signed, true);
      this.joined ||= joined && signed === this.signed;
      if (!joined && !begun && chat.state.conversation) await this.join(); // it began meanwhile
    } catch (error) {
      this.notJoined(signed, error instanceof ChatError ? error : new ChatError("chat.offline", 0));
    }
  }

  private notJoined(signed: Signed, { code, status }: ChatError): void {
    if (signed !== this.signed || status === 0 || status === 429 || status >= 500) return; // asked again with the next conversation
    if (code === "conversations.other_buyer") return this.chat.forget(); // somebody else at the same browser: his own conversation begins
    this.signed = undefined;
    this.plugs.warn(`setBuyer: ${code}. ${code === "conversations.signature" ? "The signature does not fit, so he stays unknown." : "He stays unknown."}`);
  }
}
