// Compile-time only: the desk may not believe in a field that the server's description does not know.
import type { components } from "./schema.gen";
import type * as T from "./types";

type S = components["schemas"];
type Foreign<Name extends keyof S & keyof Desk> = Exclude<keyof Desk[Name], keyof S[Name]>;

interface Desk {
  Me: T.Me;
  Person: T.Person;
  Order: T.Order;
  OrderRow: T.OrderRow;
  OrderLine: T.OrderLine;
  Customer: T.Customer;
  Identity: T.Identity;
  Address: T.Address;
  TrustedPerson: T.TrustedPerson;
  Caller: T.Caller;
  ContactCard: T.ContactCard;
  AgentView: T.AgentView;
  Task: T.Task;
  Recording: T.Recording;
  Board: T.Board;
  BoardWaiting: T.BoardWaiting;
  Figures: T.Figures;
  ServiceLevel: T.ServiceLevel;
  QueueSettings: T.QueueSettings;
  Shop: T.Shop;
  ShopSettings: T.ShopSettings;
  ShopHours: T.ShopHours;
  HoursIn: T.HoursIn;
  HoursState: T.HoursState;
  Store: T.Store;
  Import: T.Import;
  CrashReport: T.CrashReport;
  DemoState: T.DemoState;
  SetupAnswers: T.SetupAnswers;
  ContactRow: T.ContactRow;
  RecentContact: T.RecentContact;
  TimelineEntry: T.TimelineEntry;
  FieldCheck: T.FieldCheck;
  SessionRow: T.SessionRow;
  WhyRow: T.WhyRow;
  PhoneSettings: T.PhoneSettings;
  PhoneSecret: T.PhoneSecret;
  Department: T.Department;
  Role: T.Role;
  NewPerson: T.NewPerson;
  Promise: T.Promise_;
  BoardShop: T.BoardQueue;
  PeaksView: T.Peaks;
  NewOrder: T.NewOrder;
  Product: T.Product;
  AuditRow: T.AuditRow;
  AuditChain: T.AuditChain;
  AuditPage: T.AuditPage;
  AheadView: T.AheadView;
  ProspectView: T.ProspectView;
  ProspectsView: T.Prospects;
  Emergency: T.Emergency;
  EmergencyIn: T.EmergencyIn;
  Scope: T.Scope;
  Reach: T.Reach;
  AlertFeed: T.AlertFeed;
  AlertFeedIn: T.AlertFeedIn;
}

/** Every name maps to `never`; a field of ours alone makes this line an error that names it. */
export type NoForeignFields = { [Name in keyof Desk]: [Foreign<Name>] extends [never] ? true : { foreign: Foreign<Name> } };
type AllTrue<Checked extends Record<keyof Desk, true>> = Checked;
export type Checked = AllTrue<NoForeignFields>;
