// Words for the state of trunks and for what a test of one found.
import { msg } from "@lingui/core/macro";

import type { Words } from "./contact";

export const trunkStates: Words = {
  ok: msg`works`,
  not_asked: msg`not watched`,
  waiting: msg`asking…`,
  no_name: msg`its name is not found`,
  no_answer: msg`does not answer`,
  unreachable: msg`cannot be reached`,
  wrong_password: msg`wrong account or password`,
  refused: msg`the carrier refuses us`,
  tls: msg`no TLS there`,
  certificate_untrusted: msg`its certificate is not trusted`,
  certificate_name: msg`its certificate is for another name`,
  certificate_expired: msg`its certificate has expired`,
};

export const testSteps: Words = {
  answer: msg`The server`,
  password: msg`The account`,
  call: msg`The test call`,
  caller_id: msg`The number that buyers see`,
};

export const testCodes: Words = {
  ok: msg`in order`,
  no_name: msg`the name of the server is not found. Check how it is written, and this machine's DNS.`,
  no_answer: msg`no answer. Check address, port and transport, and whether a firewall lets SIP through.`,
  unreachable: msg`cannot be reached: nothing listens there, or there is no way to it.`,
  wrong_password: msg`the account or the password is wrong.`,
  refused: msg`the carrier refuses us. Ask it whether the account is active and our address allowed.`,
  tls: msg`it answers, but not by TLS. Check the port: 5061 is usual for TLS.`,
  certificate_untrusted: msg`nobody we trust vouches for its certificate. Ask the carrier for its authority and set sip.tls_authorities.`,
  certificate_name: msg`its certificate is for another name. Write the server's name as the carrier gives it.`,
  certificate_expired: msg`its certificate has expired, or is not valid yet. Tell the carrier, and check this machine's clock.`,
  no_caller_id: msg`there is none. The carrier shows one of its own, hides it or refuses the call. Enter a number that it gave you.`,
  "call.answered": msg`answered; sound was agreed`,
  "call.busy": msg`the number is busy, so the trunk works`,
  "call.no_answer": msg`it rang for 20 seconds and nobody answered, so the trunk works`,
  "call.silent": msg`the carrier took the call and then said nothing for 20 seconds: it neither rang nor was refused. Ask it where our calls end.`,
  "call.wrong_number": msg`the carrier does not know this number. Check the plus and the digits before the number.`,
  "call.refused": msg`the carrier refused the call. Ask it whether this caller number and this country are allowed.`,
  "call.unreachable": msg`the carrier could not carry the call.`,
  "call.codec": msg`no common codec: allow PCMU or PCMA at the carrier.`,
  "call.cancelled": msg`the call was cut off.`,
};
