// Which key does what. Pure: an event-like value and a small state go in, an action's name or nothing comes out.
// Keys are taken by their physical place (event.code), so they work in Cyrillic and Chinese layouts alike.
// Single letters act only outside fields and can be switched off or moved (WCAG 2.1.4); function keys and chords
// act anywhere; "G O" is two strokes.

export type ActionId =
  | "call.answer" | "call.decline" | "call.end" | "call.hold" | "call.mute" | "call.keypad" | "call.record" | "call.erase" | "call.dial" | "call.pad"
  | "call.move" | "call.transfer" | "call.swap" | "call.conference" | "call.handOver" | "call.back"
  | "watch.listen" | "watch.whisper" | "watch.join" | "watch.takeOver" | "watch.stop"
  | "contact.note" | "contact.order" | "contact.promise" | "contact.doNotCall" | "contact.finish" | "contact.moreTime"
  | "chat.next" | "chat.reply" | "chat.snooze" | "chat.buyer" | "chat.ask"
  | "order.confirm" | "order.pay" | "order.fit" | "order.fitNo" | "order.new" | "buyer.open" | "list.down" | "list.up"
  | "go.desk" | "go.tasks" | "go.inbox" | "go.asked" | "go.lost" | "go.orders" | "go.promises" | "go.decisions" | "go.board" | "go.live" | "go.reports" | "go.whatIf" | "go.recordings" | "go.people" | "go.settings" | "go.audit" | "go.profile"
  | "question.take" | "presence.toggle" | "emergency.declare" | "palette" | "help";

export const defaultKeys: Record<ActionId, string> = {
  "call.answer": "F2",
  "call.decline": "Ctrl+Shift+D",
  "call.end": "Ctrl+E",
  "call.hold": "H",
  "call.mute": "M",
  "call.keypad": "D",
  "call.record": "R",
  "call.erase": "Ctrl+Shift+X",
  "call.dial": "L",
  "call.pad": "Ctrl+Shift+L",
  "call.move": "Ctrl+Shift+M",
  "call.transfer": "T",
  "call.swap": "S",
  "call.conference": "A",
  "call.handOver": "Shift+T",
  "call.back": "B",
  "watch.listen": "I",
  "watch.whisper": "W",
  "watch.join": "U",
  "watch.takeOver": "Ctrl+Shift+U",
  "watch.stop": "Q",
  "contact.note": "N",
  "contact.order": "O",
  "contact.promise": "P",
  "contact.doNotCall": "X",
  "contact.finish": "Ctrl+Enter",
  "contact.moreTime": "F4",
  "chat.next": "V",
  "chat.reply": "Shift+R",
  "chat.snooze": "Z",
  "chat.buyer": "Shift+B",
  "chat.ask": "Shift+Q",
  "order.confirm": "Ctrl+Shift+Enter",
  "order.pay": "F",
  "order.fit": "Shift+A",
  "order.fitNo": "Shift+X",
  "order.new": "C",
  "buyer.open": "Y",
  "list.down": "J",
  "list.up": "K",
  "go.desk": "G D",
  "go.tasks": "G T",
  "go.inbox": "G I",
  "go.asked": "G Q",
  "go.lost": "G L",
  "go.orders": "G O",
  "go.promises": "G P",
  "go.decisions": "G C",
  "go.board": "G B",
  "go.live": "G V",
  "go.reports": "G F",
  "go.whatIf": "G W",
  "go.recordings": "G R",
  "go.people": "G E",
  "go.settings": "G S",
  "go.audit": "G A",
  "go.profile": "G M",
  "question.take": "Shift+P",
  "presence.toggle": "F8",
  "emergency.declare": "F9",
  palette: "Ctrl+K",
  help: "?",
};

export interface Stroke {
  code: string;
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  inField: boolean;
}

export interface KeyState {
  /** The first stroke of a two-stroke key, and when it fell. */
  pending?: { stroke: string; at: number };
}

export interface Found {
  action?: ActionId;
  state: KeyState;
}

const sequenceMs = 1500;

export function find(
  keys: Record<ActionId, string>,
  singleKeys: boolean,
  state: KeyState,
  stroke: Stroke,
  now: number,
): Found {
  const name = strokeName(stroke);
  if (!name) return { state };
  const letters = isLetter(name);
  if (letters && (stroke.inField || !singleKeys)) return { state: {} };
  const pending = state.pending && now - state.pending.at < sequenceMs ? state.pending.stroke : undefined;
  const wanted = pending ? `${pending} ${name}` : name;
  const actions = Object.keys(keys) as ActionId[];
  const action = actions.find((id) => keys[id] === wanted);
  if (action) return { action, state: {} };
  const starts = !pending && actions.some((id) => keys[id].startsWith(`${name} `));
  return { state: starts ? { pending: { stroke: name, at: now } } : {} };
}

/** "Ctrl+Shift+E", "F2", "H", "?". Empty for a modifier alone. Cmd counts as Ctrl. */
export function strokeName(stroke: Stroke): string {
  const base = baseName(stroke);
  if (!base) return "";
  if (base === "?") return "?";
  const ctrl = stroke.ctrlKey || stroke.metaKey;
  return `${ctrl ? "Ctrl+" : ""}${stroke.altKey ? "Alt+" : ""}${stroke.shiftKey ? "Shift+" : ""}${base}`;
}

function baseName({ code, shiftKey, ctrlKey, metaKey, altKey }: Stroke): string {
  if (/^Key[A-Z]$/.test(code)) return code.slice(3);
  if (/^Digit\d$/.test(code)) return code.slice(5);
  if (/^F\d{1,2}$/.test(code)) return code;
  if (code === "Slash" && shiftKey && !ctrlKey && !metaKey && !altKey) return "?";
  return ["Enter", "Escape", "Space", "Delete"].includes(code) ? code : "";
}

/** True for keys that also write text: those rest inside fields. */
export function isLetter(name: string): boolean {
  return /^(Shift\+)?([A-Z0-9?]|Space|Enter|Delete|Escape)$/.test(name);
}

/** A key a person may choose for an action: free, and never one that edits text for ending a call. */
export function mayRemap(keys: Record<ActionId, string>, action: ActionId, wanted: string): "ok" | "taken" | "unsafe" {
  const clash = (Object.keys(keys) as ActionId[]).some(
    (id) => id !== action && (keys[id] === wanted || keys[id].startsWith(`${wanted} `)),
  );
  if (clash) return "taken";
  const needsChord = ["call.end", "call.erase", "call.answer", "watch.takeOver", "emergency.declare"].includes(action);
  return needsChord && isLetter(wanted) ? "unsafe" : "ok";
}
