// Why a message did not leave by its channel, and what a channel's settings may be refused for.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

export const channelProblems: Record<string, MessageDescriptor> = {
  "conversations.out_unreachable": msg`The channel cannot be reached. We try again.`,
  "conversations.out_slow_down": msg`The channel asks us to wait. We try again.`,
  "conversations.out_window_closed": msg`The time for free answers is over in this channel.`,
  "conversations.out_not_allowed": msg`The channel does not allow this message.`,
  "conversations.out_bad_token": msg`The channel refuses the shop's key. It has to be entered anew in the settings.`,
  "conversations.out_too_long": msg`The message is too long for this channel.`,
  "conversations.out_gone": msg`The buyer has blocked the shop or left the channel.`,
  "conversations.out_refused": msg`The channel refused the message.`,
  "conversations.out_unanswered": msg`It left, but the channel did not say that it arrived.`,
  "conversations.out_given_up": msg`The channel could not be reached for a day.`,
  "conversations.out_channel_off": msg`The channel is switched off in the settings.`,
  "conversations.out_no_carrier": msg`Nothing sends by this channel yet.`,
  "conversations.window_closed": msg`The time for free answers is over in this channel. Choose another way.`,
  "conversations.on_its_way": msg`It is on its way or has arrived.`,
  "conversations.no_channel": msg`This channel is no longer there. Reload the page.`,
  "conversations.credentials": msg`Something is missing in what the channel gave you.`,
};
