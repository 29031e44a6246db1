// What each action is called, in the palette and in the list of keys.
import { msg } from "@lingui/core/macro";

import type { ActionId } from "@/shared/lib/keymap";
import type { Words } from "./contact";

export const actionWords: Words<ActionId> = {
  "buyer.open": msg`Open the buyer's page`,
  "call.answer": msg`Answer the call`,
  "call.decline": msg`Decline the call`,
  "call.end": msg`End the call`,
  "call.hold": msg`Hold or resume`,
  "call.mute": msg`Mute or unmute`,
  "call.keypad": msg`Keypad`,
  "call.record": msg`Record from now on; pause the recording and go on`,
  "call.erase": msg`Stop and erase the recording`,
  "call.dial": msg`Call the buyer`,
  "call.pad": msg`Call a number`,
  "call.transfer": msg`Ask a colleague, or transfer`,
  "call.move": msg`Go on at my mobile`,
  "call.swap": msg`Talk to the other one`,
  "call.conference": msg`Talk all together`,
  "call.handOver": msg`Hand the buyer over`,
  "call.back": msg`Back to the buyer, without the colleague`,
  "watch.listen": msg`Listen to the call`,
  "watch.whisper": msg`Whisper to the operator`,
  "watch.join": msg`Join the call`,
  "watch.takeOver": msg`Take the call over`,
  "watch.stop": msg`Leave the watched call`,
  "contact.note": msg`Write the note`,
  "contact.order": msg`Go to the order`,
  "contact.promise": msg`Make a promise`,
  "contact.doNotCall": msg`Do not call this buyer`,
  "contact.finish": msg`Save and finish wrap-up`,
  "contact.moreTime": msg`More time for wrap-up`,
  "chat.next": msg`Next chat`,
  "chat.reply": msg`Write to the buyer`,
  "chat.snooze": msg`Put the conversation off`,
  "order.confirm": msg`Confirm the order`,
  "order.new": msg`Take an order by hand`,
  "list.down": msg`Next row`,
  "list.up": msg`Previous row`,
  "go.desk": msg`Go to the desk`,
  "go.tasks": msg`Go to tasks`,
  "go.inbox": msg`Go to the inbox`,
  "go.lost": msg`Go to lost calls`,
  "go.orders": msg`Go to orders`,
  "question.take": msg`Take a difficult question`,
  "go.promises": msg`Go to promises`,
  "go.decisions": msg`Go to decisions`,
  "go.board": msg`Go to the live board`,
  "go.live": msg`Go to live calls`,
  "go.reports": msg`Go to reports`,
  "go.whatIf": msg`Go to what if`,
  "go.recordings": msg`Go to recordings`,
  "go.people": msg`Go to people`,
  "go.settings": msg`Go to settings`,
  "go.audit": msg`Go to the audit`,
  "go.profile": msg`Go to my profile`,
  "presence.toggle": msg`Ready or pause`,
  "emergency.declare": msg`Declare an emergency`,
  palette: msg`Search or act`,
  help: msg`List of keys`,
};

export const actionGroups: { title: ReturnType<typeof msg>; actions: ActionId[] }[] = [
  {
    title: msg`Call`,
    actions: ["call.answer", "call.decline", "call.end", "call.hold", "call.mute", "call.keypad", "call.record", "call.erase", "call.dial", "call.pad", "call.move"],
  },
  {
    title: msg`Together with others`,
    actions: [
      "call.transfer", "call.swap", "call.conference", "call.handOver", "call.back",
      "watch.listen", "watch.whisper", "watch.join", "watch.takeOver", "watch.stop",
    ],
  },
  {
    title: msg`Contact`,
    actions: [
      "contact.note", "contact.order", "order.new", "order.confirm", "contact.promise", "question.take", "contact.doNotCall",
      "contact.finish", "contact.moreTime",
    ],
  },
  { title: msg`Conversations`, actions: ["chat.reply", "chat.next", "chat.snooze"] },
  {
    title: msg`Screens`,
    actions: [
      "go.desk", "go.tasks", "go.inbox", "go.lost", "go.orders", "go.promises", "go.decisions", "go.board", "go.live", "go.reports", "go.whatIf", "go.recordings", "go.people", "go.settings",
      "go.audit", "go.profile",
    ],
  },
  { title: msg`Everywhere`, actions: ["palette", "help", "presence.toggle", "emergency.declare", "list.down", "list.up"] },
];
