// Words for channels of messages and for what can be done when one is closed.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

export const channelKinds: Record<string, MessageDescriptor> = {
  webchat: msg`Chat`,
  email: msg`Letters`,
  telegram: msg`Telegram`,
  viber: msg`Viber`,
  whatsapp: msg`WhatsApp`,
  messenger: msg`Messenger`,
  instagram: msg`Instagram`,
  xmpp: msg`XMPP`,
  sms: msg`SMS`,
  fax: msg`Fax`,
  generic: msg`Partner's channel`,
};

/** What can be done about a message that did not arrive, or when free words are over. */
export const wayWords: Record<string, MessageDescriptor> = {
  wait: msg`wait: it goes by itself`,
  template: msg`an approved template`,
  human_tag: msg`an answer marked as a person's`,
  letter: msg`a letter`,
  call: msg`a call`,
  shorten: msg`shorten it`,
  settings: msg`mend the channel's settings`,
  look: msg`look in the channel whether it is there`,
};
