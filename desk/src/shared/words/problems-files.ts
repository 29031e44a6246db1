// Why a file of a conversation is not here, or does not go.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

export const fileProblems: Record<string, MessageDescriptor> = {
  "files.expired": msg`The channel does not keep this file any more. Ask the buyer to send it again.`,
  "files.too_large": msg`The file is larger than may be taken here.`,
  "files.private": msg`The file's address lies in a private network; it is not fetched from there.`,
  "files.address": msg`The channel told no address that a file may be fetched from.`,
  "files.redirects": msg`The file's address leads elsewhere; it is not followed.`,
  "files.unreachable": msg`The channel's server does not give the file just now.`,
  "files.refused": msg`The channel did not give the file.`,
  "files.bad_token": msg`The channel refuses the shop's key. It has to be entered anew in the settings.`,
  "files.channel_off": msg`Nothing fetches files from this channel.`,
  "files.disk": msg`There is no room on the server's disk for the file. It is tried again.`,
  "files.infected": msg`The scanner found a virus in it. Nobody can open it here.`,
  "files.not_checked": msg`The virus scanner has not looked at it yet. Try again in a moment.`,
  "files.not_given": msg`The virus scanner has not let this file through.`,
  "files.no_file": msg`This file is not there any more.`,
  "files.missing": msg`This file is not there any more.`,
  "files.no_upload": msg`This file is not uploaded any more. Attach it again.`,
  "files.too_many": msg`At most 10 files go with one answer. Send the others with the next.`,
  "files.too_large_together": msg`The files of one letter are too large together. Send some with another, or as a link.`,
  "files.too_many_unsent": msg`Send or remove first what you have attached elsewhere.`,
  "files.empty": msg`The file is empty.`,
  "files.channel_sends_none": msg`This channel takes no files.`,
  "files.no_public_address": msg`This channel fetches files from us: the server's public address has to be set.`,
  "files.in_a_note": msg`A note takes no files.`,
  "files.not_shown": msg`This kind of file is only downloaded.`,
  "files.is_here": msg`The file is here already.`,
  "files.link": msg`This address is not valid any more.`,
};
