// Why a message did not leave by its channel, and what a channel's settings may be refused for.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

export const channelProblems: Record<string, MessageDescriptor> = {
  "conversations.out_unreachable": msg`The channel cannot be reached. We try again.`,
  "conversations.link_name": msg`No server has this name. Look at its spelling.`,
  "conversations.link_unreachable": msg`Nothing answers there. Look at the name and the port, and whether the other side lets this server in.`,
  "conversations.link_private": msg`The address lies in a private network. Whoever runs the server has to allow that first.`,
  "conversations.link_tls": msg`The server offers no TLS that can be trusted.`,
  "conversations.link_login": msg`The other side refuses this login or its password.`,
  "conversations.link_busy": msg`Somebody else is connected under this login. One program at a time.`,
  "conversations.link_refused": msg`The other side refuses the connection.`,
  "conversations.link_silent": msg`The other side does not answer any more. We connect again.`,
  "conversations.link_garbled": msg`Something answers there, but it does not speak this channel's language. Look at the port and at TLS.`,
  "conversations.link_lost": msg`The connection is gone. We connect again.`,
  "conversations.link_off": msg`The channel is switched off.`,
  "conversations.link_webhook": msg`Another program gets this bot's messages by a webhook. Take it off there, then check again.`,
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
