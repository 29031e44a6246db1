// What goes wrong with couriers, their accounts, parcels and waybills.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

export const deliveryProblems: Record<string, MessageDescriptor> = {
  "logistics.option": msg`This way is shut now. Choose one of the ranked.`,
  "logistics.why": msg`Something better is ranked above it. Say why you choose this one.`,
  "logistics.ended": msg`This has ended already. The fresh state is shown.`,
  "logistics.version_conflict": msg`Somebody changed this decision meanwhile. Look at it anew, then choose.`,
  "logistics.account": msg`Set up the shop's account at this courier first: Settings, Couriers.`,
  "logistics.address": msg`Ukrposhta needs more of the address: a branch of its directory, or five digits of the postcode, for the door street and house too.`,
  "logistics.recipient": msg`Ukrposhta needs the recipient's surname and first name. Write both, then make the waybill.`,
  "logistics.token": msg`Waybills at Ukrposhta need a third part of the key: tracking bearer:eCom bearer:counterparty token. Settings, Couriers.`,
  "logistics.sender_client": msg`Write your client's uuid at Ukrposhta among the account's references. Settings, Couriers.`,
  "logistics.account_changed": msg`Somebody changed this account meanwhile. Look at it anew, then change it.`,
  "logistics.url": msg`The courier's address begins with https://.`,
  "logistics.key": msg`Type the key: one line, as the courier gave it.`,
  "logistics.rule_past": msg`A new version begins today or later: what has left keeps the rule it left under.`,
  "logistics.account_there": msg`This shop has an account at this courier already. Change that one.`,
  "logistics.may_not_leave": msg`This order may not leave yet. The parcel says why.`,
  "logistics.state": msg`The parcel's state does not allow this any more. Look at it anew.`,
  "logistics.no_label": msg`The courier gave no label. Print our own.`,
  "logistics.differs": msg`The order was changed after the waybill was made: change the waybill, then print it.`,
  "logistics.refused": msg`The courier refused. Look whether recipient, telephone, city and branch are written as it knows them.`,
  "logistics.unreachable": msg`The courier does not answer. Nothing is lost: it is asked again by itself.`,
  "logistics.no_directory": msg`This courier has no directory that could be read.`,
  "logistics.city": msg`This city is not in the courier's directory. Choose it from the list.`,
  "logistics.point": msg`This branch or locker cannot be chosen. Choose another one from the list.`,
  "logistics.tariff": msg`A number or a day of the tariff cannot be. Look through them.`,
  "logistics.names": msg`Write the name of who gives and of who takes.`,
  "logistics.code": msg`Say what the code means.`,
  "logistics.rule": msg`A number or a day of the rule cannot be. Look through them.`,
  "logistics.older": msg`Something newer is known of this parcel. Look at its track.`,
};
