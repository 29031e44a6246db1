// Files that he sends: in parts and one after the other, so that he sees how far each is, can stop it, and a broken network
// goes on where it broke.
import type { Chat } from "./chat";
import { backOff, ChatError } from "./plugs";
import type { WireFileTaken } from "./wire";

const tries = 8;
/** As many as an answer of the shop's may have. */
const atOnce = 10;

interface One {
  local: string;
  file: File;
  stop: AbortController;
}

export class Uploads {
  private readonly waiting: One[] = [];
  private readonly known = new Map<string, One>();
  private busy = false;

  constructor(private readonly chat: Chat) {}

  /** Bytes of the largest file; 0: this chat takes none. */
  get most(): number {
    return this.chat.state.settings?.limits.file_bytes ?? 0;
  }

  add(files: readonly File[]): void {
    if (this.most === 0) return;
    // The first one that is left out stands for those after it: he sees where to go on.
    for (const [place, file] of files.slice(0, atOnce + 1).entries()) {
      const local = this.chat.plugs.name();
      this.known.set(local, { local, file, stop: new AbortController() });
      this.chat.tell({ is: "sends", local, at: this.chat.plugs.now(), upload: { name: file.name, bytes: file.size, part: 0, file } });
      if (place === atOnce) this.refused(local, "files.too_many");
      else if (file.size > this.most) this.refused(local, "files.too_large");
      else if (file.size === 0) this.refused(local, "files.empty");
      else this.wait(local);
    }
  }

  /** False: it is no file. */
  again(local: string): boolean {
    const one = this.known.get(local);
    if (!one) return false;
    one.stop = new AbortController();
    this.wait(local);
    return true;
  }

  /** He takes it back: nothing of it reaches the shop unless all of it was there already. */
  stop(local: string): void {
    this.known.get(local)?.stop.abort();
    this.known.delete(local);
    this.chat.tell({ is: "dropped", local });
  }

  private wait(local: string): void {
    const one = this.known.get(local);
    if (one) this.waiting.push(one);
    void this.go();
  }

  private async go(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    for (let one = this.waiting.shift(); one; one = this.waiting.shift()) await this.send(one);
    this.busy = false;
  }

  private async send({ local, file, stop }: One): Promise<void> {
    const { chat } = this;
    let from = 0, failures = 0;
    while (!stop.signal.aborted) {
      try {
        const taken = await this.part(local, file, from, stop.signal);
        if (stop.signal.aborted && !taken.message) return;
        [from, failures] = [taken.have, 0];
        chat.tell({ is: "part", local, part: from / file.size });
        if (taken.message) return this.took(local, taken);
      } catch (error) {
        if (stop.signal.aborted) return;
        const known = error instanceof ChatError ? error : new ChatError("chat.offline", 0);
        if (known.code === "files.part" && known.have !== from) from = known.have;
        else if (failures < tries && (known.status === 0 || known.status === 429 || known.status >= 500)) {
          if (known.status === 429) chat.tell({ is: "held", local, why: known.code });
          await chat.plugs.pause(known.retryAfterMs || backOff(failures++, chat.plugs.chance()));
        }
        else return this.refused(local, known.code);
      }
    }
  }

  private part(local: string, file: File, from: number, signal: AbortSignal): Promise<WireFileTaken> {
    const { chat } = this;
    const bytes = file.slice(from, from + (chat.state.settings?.limits.part_bytes || 1 << 18));
    const language = chat.state.wish || chat.state.settings?.language;
    return chat.plugs.part<WireFileTaken>({ ...chat.names(), client_id: local, name: file.name, from, total: file.size, ...(language ? { language } : {}), page: chat.plugs.page() }, bytes, signal);
  }

  private took(local: string, taken: WireFileTaken): void {
    this.known.delete(local);
    if (taken.message) this.chat.tell({ is: "message", message: taken.message });
    if (taken.conversation) this.chat.began(taken.conversation);
  }

  private refused(local: string, why: string): void {
    this.chat.tell({ is: "refused", local, why });
  }
}
