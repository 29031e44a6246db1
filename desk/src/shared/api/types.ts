// The JSON shapes between server and desk. Ids are strings, times are integer milliseconds UTC, money is minor units.
// This file is the desk's only door to those shapes, with the closed lists of codes that the description leaves open.
// `npm run api` writes schema.gen.ts from docs/api/openapi.json; schema-check.ts makes the compiler compare the two.

export type Id = string;
export type Ms = number;
export interface Money {
  minor: number;
  currency: string;
}

export interface Page<T> {
  items: T[];
  next?: string;
}

export interface Me {
  person_id: Id;
  name: string;
  login: string;
  language: string;
  theme: string;
  density: string;
  single_keys: boolean;
  permissions: string[];
  roles: string[];
  shops: Shop[];
  department_id?: Id;
  phone: PhoneSettings;
  totp_enabled: boolean;
  demo: boolean;
  setup_needed: boolean;
}

export type PhoneKind = "browser" | "sip" | "outside";
export type SecondPhone = "none" | PhoneKind;
export interface PhoneSettings {
  kind: PhoneKind;
  sip_user: string;
  sip_server: string;
  /** Her mobile: the line rings her there, or a live call is moved there. */
  outside_number: string;
  /** Rings beside her phone; the first that answers has the call. */
  second: SecondPhone;
}

export interface SessionRow {
  id: Id;
  created_at: Ms;
  last_seen_at: Ms;
  ip: string;
  agent: string;
  current: boolean;
}

export interface Person {
  id: Id;
  name: string;
  login: string;
  language: string;
  department_id?: Id;
  superior_id?: Id;
  stand_in_id?: Id;
  roles: string[];
  shop_ids: Id[];
  active: boolean;
  version: number;
  sip_user: string;
  second_phone: SecondPhone;
}

export interface NewPerson {
  name: string;
  login: string;
  language: string;
  department_id?: Id;
  superior_id?: Id;
  stand_in_id?: Id;
  roles: string[];
  shop_ids: Id[];
}

export interface Role {
  code: string;
  permissions: string[];
  scope: "all" | "department" | "shop";
}

export interface Department {
  id: Id;
  name: string;
  head_id?: Id;
}

export interface Shop {
  id: Id;
  name: string;
  brand: string;
  tz: string;
  currency: string;
  languages: string[];
  country: string;
}

export interface ShopSettings extends Shop {
  version: number;
  greeting_language: string;
  record_calls: boolean;
  missed_goes_to: "voicemail" | "callback";
  default_region: string;
  /** Calls out: the buyer is rung first, and the operator when he answers. */
  buyer_first: boolean;
  /** Desk phones may dial out by themselves. */
  phones_dial: boolean;
}

/** "09:00" to "18:00"; an end not after its beginning is on the next day; "00:00" to "24:00" is the whole day. */
export interface OpenTime {
  from: string;
  to: string;
}
export interface DayHours {
  day: number;
  open: OpenTime[];
}
export interface DatedHours {
  date: string;
  name: string;
  open: OpenTime[];
}
export type AfterHours = "callback" | "voicemail" | "hang_up";
export interface HoursIn {
  week: DayHours[];
  dated: DatedHours[];
  closed_goes_to: AfterHours;
}
export interface HoursState {
  open: boolean;
  until?: Ms;
}
export interface ShopHours extends HoursIn {
  shop_id: Id;
  version: number;
  tz: string;
  now: HoursState;
}

export interface QueueSettings {
  id: Id;
  shop_id: Id;
  name: string;
  version: number;
  ring_timeout_ms: number;
  max_wait_ms: number;
  max_waiting: number;
  wrap_up_ms: number;
  wrap_up_extend_max_ms: number;
  no_answer_max: number;
  no_answer_delay_ms: number;
  reject_delay_ms: number;
  busy_delay_ms: number;
  unreachable_delay_ms: number;
  rounds_max: number;
  service_level_ms: number;
  short_abandon_ms: number;
  member_ids: Id[];
  rules: QueueRules;
}

/** The terms of one operator in one queue. */
export interface QueueMember {
  person_id: Id;
  tier: number;
  penalty: number;
  position: number;
  grade: number;
  priority: number;
  delay_ms: number;
  paused: boolean;
  wrap_up_ms?: number | null;
}
export interface SkillRule {
  lasts_ms: number;
  skills: string;
}
export interface PenaltyChange {
  after_ms: number;
  max?: number | null;
  min?: number | null;
  relative: boolean;
  raise?: number | null;
  raise_order_only: boolean;
}
export type StepAction =
  | "add_queue" | "raise_priority" | "change_skills" | "play" | "offer_callback" | "offer_chat" | "to_queue" | "voicemail" | "external" | "hang_up";
export interface WaitingStep {
  after_ms: number;
  action: StepAction;
  queue_id: Id;
  keep_age: boolean;
  priority: number;
  argument: string;
}
export interface SayingRules {
  position: "no" | "yes" | "up_to" | "more_than";
  position_limit: number;
  position_only_up: boolean;
  every_ms: number;
  at_least_apart_ms: number;
  estimate: "no" | "by_waits" | "by_position";
  estimate_once: boolean;
  round_up_to_ms: number;
  shortest_told_ms: number;
  periodic_every_ms: number;
  periodic_from_ms: number;
}
export type Strategy =
  | "longest_idle" | "ring_all" | "ring_progressively" | "linear" | "round_robin" | "sequential" | "least_recent" | "fewest_calls"
  | "least_talk" | "least_occupied" | "random" | "weighted_by_penalty" | "weighted_by_grade" | "by_grade" | "best_skill"
  | "spare_capacity" | "fill_first";
export type EmptyWhen = "paused" | "penalty" | "inuse" | "ringing" | "unavailable" | "invalid" | "unknown" | "wrapup";
export interface QueueRules {
  members: QueueMember[];
  strategy: Strategy;
  idle_since: "last_end" | "ready" | "last_start" | "last_inbound_end";
  shortest_talk_ms: number;
  progress_every_ms: number;
  weight: number;
  score: "strict" | "additive";
  priority_worth_ms: number;
  priority_cap: number;
  promote_after_ms: number;
  one_at_a_time: boolean;
  waiting_per_agent_milli: number;
  refuse_over_estimate_ms: number;
  ring_limit: "app" | "conf";
  retry_ms: number;
  no_agent_exit_ms: number;
  no_agent_grace_ms: number;
  join_empty: EmptyWhen[];
  leave_empty: EmptyWhen[];
  tier_wait_ms: number;
  tier_multiply: boolean;
  tier_skip_empty: boolean;
  penalty_limit: number;
  penalties_sign_out: boolean;
  penalty_min?: number | null;
  penalty_max?: number | null;
  penalty_rules: PenaltyChange[];
  skill_steps: SkillRule[];
  overflow: WaitingStep[];
  announcements: SayingRules;
  wrap_up_mode: "none" | "asked_open" | "asked_timed" | "timed" | "timed_in_full" | "open";
  wrap_up_scope: "agent" | "slot";
  no_answer_scope: "all" | "queue";
  no_answer_mercy_ms: number;
  resume_within_ms: number;
  yields_to: Id[];
  after_talk_flow_id: Id;
}
/** What is wrong with a queue; `field` is a path of QueueSettings. An error is refused at saving. */
export interface Finding {
  code: string;
  field: string;
  params: [string, string][];
  severity: "error" | "warning";
}
export interface SkillMatch {
  field: string;
  of: number;
  matching: number;
}
export interface CheckResult {
  findings: Finding[];
  skills: SkillMatch[];
}
/** `before` and `after` are JSON texts; empty = the entry was not there. */
export interface FieldChange {
  field: string;
  before: string;
  after: string;
}
export interface QueueVersion {
  version: number;
  at: Ms;
  by_name: string;
  note: string;
  changes: FieldChange[];
  settings: QueueSettings;
}
export type Channel = "call" | "task" | "chat" | "letter";
export interface AgentRouting {
  person_id: Id;
  name: string;
  version: number;
  skills: { name: string; level: number }[];
  limits: { channel: Channel; most: number }[];
  wrap_up_ms?: number | null;
  no_answer_max?: number | null;
}
export interface ChannelUnits {
  channel: Channel;
  units: number;
  beside: Channel[];
}
export interface RoutingSettings {
  version: number;
  cross_queue: "priority" | "wait" | "score";
  channels: ChannelUnits[];
  seed: number;
}
export interface Team {
  id: Id;
  shop_id: Id;
  name: string;
  version: number;
  person_ids: Id[];
}

export interface Identity {
  id: Id;
  kind: "phone" | "email";
  value: string;
  masked: boolean;
  verified: boolean;
  shared: boolean;
}

export interface Customer {
  id: Id;
  name: string;
  language: string;
  tz: string;
  kind: "buyer" | "courier" | "supplier" | "other";
  since: Ms;
  order_count: number;
  identities: Identity[];
  addresses: Address[];
  trusted: TrustedPerson[];
  notes: string;
  version: number;
  do_not_call: boolean;
}

export interface Address {
  id: Id;
  text: string;
  city: string;
  region: string;
  postcode: string;
}

export interface TrustedPerson {
  id: Id;
  name: string;
  relation: string;
  phone: string;
  may_receive: boolean;
}

export interface Caller {
  number?: string;
  number_masked: string;
  who: "buyer" | "trusted" | "courier" | "supplier" | "other" | "ambiguous" | "unknown";
  name: string;
  language: string;
  customer_ids: Id[];
  trusted_for?: string;
  local_time?: string;
}

export type DeskState =
  | "new" | "calling" | "confirmed" | "hold" | "no_contact" | "cancelled" | "duplicate" | "handed_over"
  | "in_transit" | "at_point" | "out_for_delivery" | "delivered" | "attempt_failed" | "refused"
  | "completed" | "returning" | "returned" | "merged";
export type CheckField = "recipient" | "address" | "phone" | "product" | "quantity" | "amount" | "delivery_time";
export interface OrderLine {
  id: Id;
  sku: string;
  name: string;
  quantity: number;
  price: Money;
  total: Money;
}

export interface FieldCheck {
  field: CheckField;
  state: "open" | "confirmed" | "changed";
  value: string;
  by?: Id;
  by_name?: string;
  at?: Ms;
  contact_id?: Id;
  before?: string;
}

export interface Order {
  id: Id;
  shop_id: Id;
  number: string;
  customer_id: Id;
  customer_name: string;
  desk_state: DeskState;
  hold_reason?: string;
  hold_until?: Ms;
  cancel_reason?: string;
  pay_state: "unpaid" | "paid" | "partly_paid" | "refunded";
  pay_method: "cod" | "prepaid" | "card" | "other";
  ship_state: "none" | "registered" | "in_transit" | "delivered" | "returned";
  total: Money;
  cod_due: Money;
  recipient: string;
  phone: string;
  delivery_method: "courier" | "branch" | "locker" | "pickup";
  address: string;
  delivery_from?: Ms;
  delivery_to?: Ms;
  lines: OrderLine[];
  checks: FieldCheck[];
  owner_id?: Id;
  owner_name?: string;
  source: string;
  external_id: string;
  note: string;
  created_at: Ms;
  version: number;
  timeline: TimelineEntry[];
}

export interface OrderRow {
  id: Id;
  shop_id: Id;
  number: string;
  customer_name: string;
  desk_state: DeskState;
  total: Money;
  created_at: Ms;
  delivery_from?: Ms;
  delivery_to?: Ms;
  checks_done: number;
  owner_name?: string;
  city: string;
  pay_method: string;
}

export interface TimelineEntry {
  at: Ms;
  kind: string;
  by_name: string;
  params: [string, string][];
}

export interface NewOrder {
  shop_id: Id;
  customer_id?: Id;
  recipient: string;
  /** Empty with a customer_id: her own number, which need not be seen. */
  phone: string;
  address: string;
  city: string;
  delivery_method: Order["delivery_method"];
  lines: { sku: string; name: string; quantity: number; price: Money }[];
  note: string;
  pay_method: Order["pay_method"];
}

export interface Product {
  sku: string;
  name: string;
  price: Money;
}

export interface Promise_ {
  id: Id;
  kind: "reply" | "callback" | "delivery" | "refund";
  to_customer_id: Id;
  to_name: string;
  order_id?: Id;
  contact_id?: Id;
  text: string;
  due_at: Ms;
  due_from?: Ms;
  owner_id?: Id;
  owner_name?: string;
  state: "open" | "kept" | "late" | "broken" | "cancelled";
  source: string;
  created_at: Ms;
  version: number;
  shop_id?: Id;
  courier: string;
  warn_at: Ms;
  ended_at?: Ms;
  /** The superior who was told that it broke. */
  escalated_to?: Id;
  escalated_name?: string;
  /** A difficult question: closed by a reply. */
  question: boolean;
}

/** Why a person hears of a promise at once. */
export interface PromiseNotice {
  notice: "asked" | "warning" | "broken" | "escalated" | "handed_over";
  promise: Promise_;
}

export interface Question {
  promise: Promise_;
  contacted_at: Ms;
  contact: string;
  contact_masked: boolean;
  content: string;
  taken_by: Id;
  taken_by_name: string;
  reply?: string;
  replied_by?: Id;
  replied_by_name?: string;
  replied_at?: Ms;
}

export type Disposition =
  | "confirmed" | "changed" | "postponed" | "refused" | "no_answer" | "busy" | "unreachable" | "voicemail"
  | "wrong_number" | "third_party" | "language" | "do_not_call" | "complaint" | "dropped" | "technical";
/** Of a conversation: a call's, and what only writing has. */
export type Outcome = Disposition | "answered" | "no_reply" | "spam";
export interface AgentView {
  person_id: Id;
  name: string;
  state: "signed_out" | "paused" | "ready" | "reserved" | "talking" | "wrap_up" | "not_responding";
  reason: string;
  since: Ms;
  until?: Ms;
  contact_id?: Id;
  reachable: boolean;
  phone_kind: string;
  finishing: boolean;
  /** Ringing or in hand: call, one written channel, chat (several); "" = nothing. */
  work?: string;
}

export interface Reason {
  code: string;
  params: [string, string][];
}

export interface ContactCard {
  contact_id: Id;
  channel: "call" | "task" | "chat" | "letter";
  kind: "inbound_call" | "outbound_call" | "callback" | "voicemail" | "order_confirm" | "order_short";
  direction: "in" | "out";
  queue_id: Id;
  shop_id: Id;
  shop_name: string;
  state: "greeting" | "waiting" | "offered" | "dialling" | "talking" | "held" | "interrupted" | "wrap_up" | "done";
  entered_at: Ms;
  offered_at?: Ms;
  answered_at?: Ms;
  ended_at?: Ms;
  expires_at?: Ms;
  rings: number;
  attempt: number;
  why: Reason;
  came_by: string;
  caller: Caller;
  customer?: Customer;
  orders: Order[];
  promises: Promise_[];
  recent: RecentContact[];
  recording: "none" | "offered" | "on" | "paused" | "failed" | "erased";
  held: boolean;
  muted: boolean;
  note_draft: string;
  wrap_up_until?: Ms;
  voicemail_recording_id?: Id;
  dial?: DialView;
  /** What he did before the line. */
  flow?: FlowRecord | null;
  /** Once more than two are in it, somebody listens, or it came from another operator. */
  talk?: TalkView | null;
  /** Her phone that has the call, and the one that it is moved to while that rings. */
  phone: PhoneKind | "";
  rings_at: PhoneKind | "";
  /** What the contact is about, of the buyer's open orders. */
  order_id?: Id;
}

/** A colleague asked, or in the call. */
export interface TalkParty {
  person_id?: Id;
  queue_id?: Id;
  name: string;
  state: "waiting" | "ringing" | "consulting" | "joined";
  /** A number outside: its name is masked. */
  outside: boolean;
}
export type WatchMode = "listen" | "whisper" | "join";
export interface TalkWatcher {
  person_id: Id;
  name: string;
  mode: WatchMode;
}
export interface TalkView {
  /** A colleague is asked in somebody else's call. */
  role: "operator" | "colleague";
  operator_name: string;
  from_name: string;
  /** Operator and colleague talk, the buyer hears music. */
  aside: boolean;
  parties: TalkParty[];
  watchers: TalkWatcher[];
  /** What came of the last thing asked. */
  word: "" | "no_answer" | "declined" | "busy" | "unreachable" | "caller_left" | "left" | "not_moved" | "wrong_number" | "refused";
}
export interface TransferIn {
  person_id?: Id;
  queue_id?: Id;
  number?: string;
  flow_id?: Id;
  keep_age?: boolean;
  conference?: boolean;
}
export interface TargetPerson {
  person_id: Id;
  name: string;
  state: AgentState;
  reason: string;
  /** May be called by name now. */
  free: boolean;
  /** As AgentView's. */
  work: string;
}
export interface TargetQueue {
  queue_id: Id;
  name: string;
  waiting: number;
  free: number;
  longest_ms: number;
}
export interface TargetFlow {
  flow_id: Id;
  name: string;
}
export interface TransferTargets {
  people: TargetPerson[];
  queues: TargetQueue[];
  flows: TargetFlow[];
}
export interface LiveCall {
  contact_id: Id;
  queue_id: Id;
  queue_name: string;
  caller: string;
  operator_id: Id;
  operator_name: string;
  since: Ms;
  held: boolean;
  aside: boolean;
  /** Her word that she knows of listening-in is on file. */
  acknowledged: boolean;
  parties: TalkParty[];
  watchers: TalkWatcher[];
}
export interface LiveCalls {
  items: LiveCall[];
}
export type SuperviseMode = WatchMode | "take_over" | "stop";
/** Who did what in a contact, and when. */
export interface PartView {
  from: Ms;
  until: Ms;
  what: string;
  person_name: string;
  by_name: string;
  queue_name: string;
  disposition: string;
  note: string;
  ended: string;
  rating?: number | null;
}
export interface Monitoring {
  person_id: Id;
  acknowledged_at?: Ms | null;
  by_name: string;
}
export interface Supervision {
  operator_sees: boolean;
}

/** A call out on its way, and how it came out. */
export interface DialView {
  stage: "her_phone" | "trunk" | "ringing" | "early_media" | "buyer_waits" | "over" | "";
  outcome: "answered" | "busy" | "no_answer" | "wrong_number" | "refused" | "unreachable" | "cancelled" | "unattended" | "";
  status: number;
  buyer_first: boolean;
}

export interface DialOut {
  contact_id: Id;
}

export interface DialCheck {
  code: string;
  number_masked: string;
  country: string;
  local_time: string;
  quiet: boolean;
}

export interface TrunkSettings {
  name: string;
  enabled: boolean;
  host: string;
  port: number;
  transport: "udp" | "tcp" | "tls";
  check_certificate: boolean;
  security: "none" | "optional" | "sdes";
  codecs: string[];
  inband_digits: boolean;
  user: string;
  registers: boolean;
  addresses: string[];
  numbers: { number: string; queue_id: Id }[];
  prefixes: string[];
  priority: number;
  caller_id: string;
  caller_ids: { shop_id: Id; number: string }[];
  caller_id_in: "from" | "asserted";
  plus: boolean;
  prepend: string;
  /** Numbers that begin with it ("+380") are dialled with national_prefix ("0") instead; empty: none. */
  national_code: string;
  national_prefix: string;
  max_calls: number;
  max_per_day: number;
  countries: string[];
}

export interface TrunkState {
  code: string;
  registered: boolean;
  status: number;
  since?: Ms;
  calls_now: number;
  calls_today: number;
}

export interface Trunk {
  id: Id;
  settings: TrunkSettings;
  has_secret: boolean;
  version: number;
  state: TrunkState;
}

export interface TestStep {
  what: string;
  ok: boolean;
  code: string;
  params: [string, string][];
}

export interface TestResult {
  ok: boolean;
  steps: TestStep[];
}

export interface RecordRule {
  queue_id?: Id;
  prefix: string;
  calls: "both" | "in" | "out";
  mode: "all" | "share" | "on_demand" | "none";
  percent: number;
  announce: boolean;
}

export interface KeepRule {
  queue_id?: Id;
  prefix: string;
  department_id?: Id;
  days: number;
}

export interface RecordingSettings {
  rules: RecordRule[];
  keep: KeepRule[];
  compress: boolean;
  encrypt: boolean;
}

export interface RecordingSettingsView {
  settings: RecordingSettings;
  version: number;
}

export interface RecentContact {
  contact_id: Id;
  at: Ms;
  channel: string;
  direction: string;
  disposition: string;
  exit: string;
  by_name: string;
  note: string;
  duration_ms: number;
  rating?: number | null;
}

export interface ContactRow {
  contact_id: Id;
  at: Ms;
  kind: string;
  came_by: string;
  caller_name: string;
  caller_masked: string;
  queue_name: string;
  exit: string;
  wait_ms: number;
  talk_ms: number;
  rings: number;
  by_name: string;
  disposition: string;
  recording_id?: Id;
  rating?: number | null;
}

export interface Task {
  contact_id: Id;
  kind: "callback" | "voicemail" | "order_confirm" | "order_short";
  caller: Caller;
  entered_at: Ms;
  reason: string;
  state: "open" | "taken" | "done";
  recording_id?: Id;
  due_at?: Ms;
  /** Booked: promised to be called before then. */
  slot_until?: Ms;
  calls: number;
  tries: number;
  shop_id: Id;
  queue_id: Id;
  order_id?: Id;
}

/** When the shop calls back at times that buyers choose; without queue_id: queues that have no rule of their own. */
export interface SlotRuleIn {
  queue_id?: Id;
  on: boolean;
  slot_minutes: number;
  capacity: number;
  ahead_days: number;
  own_hours: boolean;
  week: DayHours[];
}
export interface SlotRuleView extends SlotRuleIn {
  version: number;
}
export interface SlotRules {
  shop_id: Id;
  tz: string;
  items: SlotRuleView[];
}
export interface SlotView {
  from: Ms;
  to: Ms;
  capacity: number;
  taken: number;
}
export interface SlotList {
  on: boolean;
  tz: string;
  items: SlotView[];
}
export interface BookIn {
  shop_id?: Id;
  queue_id?: Id;
  contact_id?: Id;
  customer_id?: Id;
  order_id?: Id;
  number?: string;
  from: Ms;
}
export interface BookOut {
  task_id: Id;
  from: Ms;
  to: Ms;
}

/** How the line of a contact sounded: one point in two seconds of talk; mos 0 = nothing arrived. */
export interface LinePoint {
  mos_x100: number;
  loss_permille: number;
  jitter_ms: number;
}

export interface LineSide {
  side: string;
  packets: number;
  loss_permille: number;
  jitter_ms: number;
  mos_x100: number;
  mos_least_x100: number;
  silent_ms: number;
  points: LinePoint[];
}

/** Lost calls of a period; back: somebody talked to him later, whoever called whom. */
export interface LostFigures {
  lost: number;
  within_15: number;
  within_60: number;
  back: number;
  returned: number;
  open: number;
  settled: number;
  never: number;
}

export interface LostCall {
  contact_id: Id;
  lost_at: Ms;
  reason: string;
  outcome: "" | "reached" | "returned" | "settled" | "given_up" | "no_number";
  outcome_at?: Ms;
  caller_name: string;
  caller_masked: string;
  queue_name: string;
  by_name: string;
}

export interface LostPage {
  figures: LostFigures;
  items: LostCall[];
  next?: string;
}

export interface Recording {
  id: Id;
  contact_id: Id;
  at: Ms;
  duration_ms: number;
  operator_name: string;
  caller_name: string;
  caller_masked: string;
  state: "open" | "closed" | "repaired" | "failed" | "missing" | "erased";
  bytes: number;
  order_numbers: string[];
  direction: string;
  disposition: string;
  queue_id: Id;
  silence_percent?: number;
  buyer_db?: number;
  operator_db?: number;
  format: string;
  encrypted: boolean;
  hold: boolean;
  other_names: string[];
}

export interface RecordingMark {
  at_ms: number;
  to_ms?: number;
  what: string;
  person_name: string;
}

export interface KeepPreview {
  recordings: number;
  bytes: number;
  oldest?: Ms;
  rules: { days: number; recordings: number; bytes: number }[];
}

export interface RecordingState {
  waiting: number;
  problem: string;
  problem_since?: Ms;
  key: string;
  files: number;
  wav_bytes: number;
  kept_bytes: number;
  cpu_ms: number;
  sound_ms: number;
}

export interface Board {
  at: Ms;
  shops: BoardQueue[];
  agents: AgentView[];
  promises_due_30: number;
  promises_overdue: number;
  orders_unconfirmed: number;
  callbacks_open: number;
}

export interface BoardWaiting {
  contact_id: Id;
  channel: string;
  kind: string;
  caller_name: string;
  since: Ms;
  position: number;
  ringing?: string;
  why: Reason;
}

export interface Figures {
  offered: number;
  answered: number;
  abandoned: number;
  short_abandoned: number;
  flow_out: number;
  waiting: number;
  in_three_rings: number;
  answered_in_t: number;
  abandoned_in_t: number;
  callback_in_t: number;
  wait_sum_ms: number;
  wait_median_ms?: number;
  wait_p90_ms?: number;
  longest_ms: number;
  talk_sum_ms: number;
  wrap_up_sum_ms: number;
  handled: number;
  service_levels: ServiceLevel[];
  threshold_ms: number;
  refused: number;
  closed: number;
  failed: number;
  short_abandon_ms: number;
  callback_met: number;
  hold_sum_ms: number;
}

export type StoreKind = "woocommerce" | "shopify" | "retailcrm" | "opencart" | "prestashop" | "prom" | "horoshop" | "keycrm" | "generic";
export interface Store {
  id: Id;
  shop_id: Id;
  kind: string;
  name: string;
  url: string;
  webhook_url: string;
  state: "ok" | "unreachable" | "unauthorised" | "limited" | "never";
  last_event_at?: Ms;
  last_poll_at?: Ms;
  cursor_at?: Ms;
  events: number;
  refused: number;
  gaps_repaired: number;
  hooks_restored: number;
  waiting: number;
  waiting_since?: Ms;
  statuses_asked: number;
  refused_orders: number;
  outgoing: number;
  write_back: boolean;
  send_orders: boolean;
  history_only: boolean;
  sends: boolean;
  reads: boolean;
  writes: boolean;
  takes_orders: boolean;
  open_checkouts: number;
  last_error: string;
  version: number;
}

export type StatusMeaning = "open" | "completed" | "cancelled" | "refunded" | "draft";
export interface ShopStatus {
  code: string;
  name: string;
  meaning?: StatusMeaning;
  orders: number;
  asked_at: Ms;
}
export interface Difference {
  kind: "missing" | "differs" | "extra";
  key: string;
  number: string;
  order_id?: Id;
  repaired: boolean;
}
export interface StoreJob {
  id: Id;
  kind: "import" | "day";
  state: "running" | "done" | "cancelled" | "failed";
  day: string;
  repair: boolean;
  pages: number;
  products: number;
  buyers: number;
  orders: number;
  created: number;
  changed: number;
  here: number;
  differences: Difference[];
  error: string;
  started_at: Ms;
  ended_at?: Ms;
}
export interface OutMessage {
  id: Id;
  order_id: Id;
  number: string;
  kind: "note" | "cancel" | "create" | "confirm";
  state: "waiting" | "sending" | "done" | "failed";
  attempts: number;
  error: string;
  created_at: Ms;
}
/** Where an order that the desk made stands in the shop's own system. */
export interface ShopCopy {
  state: "none" | "off" | "unsupported" | "waiting" | "sending" | "perhaps" | "done" | "refused";
  made_here: boolean;
  store_id?: Id;
  store: string;
  kind: string;
  number: string;
  key: string;
  total?: Money;
  error: string;
  said: string;
  attempts: number;
  next_at?: Ms;
}
export interface RefusedOrderRow {
  key: string;
  number: string;
  error: string;
}

export interface Import {
  id: Id;
  file_name: string;
  state: "uploaded" | "running" | "done" | "cancelled" | "failed";
  charset: string;
  separator: string;
  columns: string[];
  sample: string[][];
  map: Record<string, string>;
  maps: { name: string; map: Record<string, string> }[];
  rows: number;
  done: number;
  created: number;
  updated: number;
  unchanged: number;
  failed: number;
  report_url: string;
  error: string;
}

export interface SetupAnswers {
  shop_name: string;
  country: string;
  languages: string[];
  numbers: string[];
  alone: boolean;
  people: { name: string; login: string; password: string; role: string }[];
  owner_name: string;
  owner_login: string;
  owner_password: string;
  channels: string[];
  week: DayHours[];
  desk_language: string;
  confirm_rule: "all" | "exceptions";
  missed_goes_to: "voicemail" | "callback";
  demo: boolean;
}

export interface CrashReport {
  at: Ms;
  down_ms: number;
  tasks_restored: number;
  calls_lost: number;
  callbacks_made: number;
  recordings_repaired: number;
  orders_checked: number;
  promises_checked: number;
}

// ---- shapes that the contract names only in a route's line ----

export interface BoardQueue {
  queue_id: Id;
  name: string;
  waiting: BoardWaiting[];
  today: Figures;
  last_30_min: Figures;
  longest_wait_ms: number;
  open: boolean;
  hours_change_at?: Ms;
}

export type ServiceLevelCode = "answered" | "negative" | "positive" | "ignore" | "genesys" | "connect" | "strict";

export interface ServiceLevel {
  code: ServiceLevelCode;
  numerator: number;
  denominator: number;
  permille?: number;
  definition: string;
}

export interface PauseReason {
  code: string;
  productive: boolean;
}

export interface OrderPage extends Page<OrderRow> {
  counts: Partial<Record<DeskState, number>>;
}

export interface WhyRow {
  at: Ms;
  agent_name?: string;
  reason: Reason;
}

export interface Peaks {
  duration_ms: number;
  left: number[];
  right: number[];
}

export interface DemoState {
  available: boolean;
  busy_hour: boolean;
  scenarios: string[];
  last_crash?: CrashReport;
}

/** As RTCPeerConnection takes it. */
export interface IceServer {
  urls: string[];
  username: string;
  credential: string;
}

export interface IceServers {
  items: IceServer[];
  ttl_s: number;
}

export interface PhoneSecret {
  sip_user: string;
  sip_password: string;
  sip_server: string;
}

export type SipTransport = "udp" | "tcp" | "tls";
export type SipMake = "linphone" | "yealink" | "grandstream";
/** A door for SIP phones. */
export interface SipWay {
  transport: SipTransport;
  server: string;
}
export interface SipWays {
  items: SipWay[];
}
/** Where a phone reads its account; whoever has the address gets the password. */
export interface PhoneSetup {
  url: string;
  expires_at: Ms;
  uses: number;
}

export interface AuditRow {
  seq: number;
  at: Ms;
  who: string;
  what: string;
  subject: string;
  detail: string;
  hash: string;
}

/** The walk over the whole chain; `broken_seq` is the first row that does not fit. */
export interface AuditChain {
  ok: boolean;
  rows: number;
  broken_seq: number;
}

export interface AuditPage extends Page<AuditRow> {
  chain?: AuditChain;
}

export type AgentState = AgentView["state"];

export type EmergencyKind = "air_raid" | "power" | "provider" | "other";
/** Named people; else those of these departments and shops; an empty list means all of them. */
export interface Scope {
  shop_ids: Id[];
  department_ids: Id[];
  person_ids: Id[];
}
export interface EmergencyIn {
  kind: EmergencyKind;
  note: string;
  scope: Scope;
  move_promises_by_ms: Ms;
}
/** Whom it would stop. */
export interface Reach {
  people: number;
  queues: number;
  promises: number;
}
export interface Emergency {
  id: Id;
  kind: EmergencyKind;
  source: "desk" | "feed";
  note: string;
  person_ids: Id[];
  queue_ids: Id[];
  began_at: Ms;
  ended_at?: Ms;
  /** Names; empty = the feed. */
  began_by: string;
  ended_by: string;
  promises_moved: number;
  stagger_ms: Ms;
}
export interface AlertFeedIn {
  name: string;
  kind: EmergencyKind;
  scope: Scope;
  move_promises_by_ms: Ms;
  stagger_ms: Ms;
}
export interface AlertFeed {
  id: Id;
  feed: AlertFeedIn;
  /** Only in the answer that made it. */
  url: string;
  last_at?: Ms;
  last_state: "" | "on" | "off";
}

/** Who stands before a waiting contact. */
export interface AheadView {
  contact_id: Id;
  position: number;
  /** Masked. */
  caller: string;
  waited_ms: Ms;
  reason: Reason;
}
/** Whether an operator may take it; order 0 = not as things stand. */
export interface ProspectView {
  person_id: Id;
  name: string;
  state: AgentState;
  order: number;
  reason: Reason;
}
export interface Prospects {
  contact_id: Id;
  queue_id: Id;
  rings: boolean;
  position: number;
  ahead_total: number;
  estimate_ms?: Ms;
  why?: Reason;
  ahead: AheadView[];
  agents: ProspectView[];
}

// ---- flows: what a call meets before the line ----
export type StepKind =
  | "say" | "menu" | "digits" | "hours" | "language" | "priority" | "skill" | "queue" | "callback" | "voicemail" | "transfer" | "order_lookup"
  | "order_confirm" | "order_cancel" | "rate" | "webhook" | "branch" | "random" | "set" | "hang_up";
export interface Spoken {
  language: string;
  text: string;
}
export interface Say {
  prompt: string;
  texts: Spoken[];
}
export interface StepExit {
  on: string;
  to: string;
  weight: number;
}
export interface StepTest {
  exit: string;
  fact: "caller" | "orders" | "language" | "shop" | "variable" | "time" | "weekday";
  name: string;
  is: string;
}
export interface Step {
  name: string;
  kind: StepKind;
  title: string;
  exits: StepExit[];
  say: Say;
  say_invalid: Say;
  say_timeout: Say;
  interruptible: boolean;
  attempts: number;
  timeout_ms: Ms;
  between_ms: Ms;
  digits_min: number;
  digits_max: number;
  terminator: string;
  confirm: boolean;
  variable: string;
  value: string;
  language: string;
  skill: string;
  priority: number;
  /** callback: the free times are offered beside "now". */
  choose_time: boolean;
  queue_id?: Id | null;
  person_id?: Id | null;
  number: string;
  url: string;
  tests: StepTest[];
}
export interface FlowBody {
  start: string;
  languages: string[];
  steps: Step[];
}
export interface FlowUse {
  kind: "number" | "queue" | "shop";
  value: string;
}
export interface FlowRow {
  id: Id;
  shop_id: Id;
  name: string;
  version: number;
  published: number;
  changed: boolean;
  steps: number;
  uses: FlowUse[];
}
/** `step` is empty for the flow itself. */
export interface FlowFinding {
  code: string;
  step: string;
  field: string;
  params: [string, string][];
  severity: "error" | "warning";
}
export interface FlowView {
  id: Id;
  shop_id: Id;
  name: string;
  version: number;
  published: number;
  changed: boolean;
  body: FlowBody;
  uses: FlowUse[];
  findings: FlowFinding[];
}
export interface StepChange {
  step: string;
  what: "added" | "removed" | "changed";
  fields: string[];
}
export interface FlowVersion {
  version: number;
  at: Ms;
  by_name: string;
  note: string;
  changes: StepChange[];
  body: FlowBody;
}
export interface PassedStep {
  step: string;
  title: string;
  kind: StepKind;
  exit: string;
  at: Ms;
}
export interface FlowRecord {
  flow_id: Id;
  flow_name: string;
  version: number;
  language: string;
  steps: PassedStep[];
  answers: { name: string; value: string }[];
  order_id?: Id | null;
  order_number: string;
  rating?: number | null;
  fallback_spoken: boolean;
  over: boolean;
}
export interface DryEvent {
  kind: "key" | "silence" | "order" | "hook" | "dial";
  key: string;
  outcome: "found" | "not_found" | "done" | "failed";
  state: string;
  branch: string;
}
export interface DryRunIn {
  body?: FlowBody;
  language: string;
  number_known: boolean;
  caller_known: boolean;
  orders: number;
  at?: Ms;
  chance: number;
  events: DryEvent[];
}
export interface Utterance {
  prompt: string;
  language: string;
  text: string;
  fallback: boolean;
}
export interface DryRunOut {
  record: FlowRecord;
  said: { step: string; what: Utterance[] }[];
  at: string;
  waits_for: "" | "words" | "key" | "order" | "hook" | "caller" | "dial";
  left?: { how: StepKind; queue_id?: Id | null; person_id?: Id | null; priority: number; skills: string; fault: boolean } | null;
}
export interface PromptWording {
  name: string;
  language: string;
  text: string;
  recording: string;
  from: string;
  to: string;
}
export interface Prompt {
  id: Id;
  shop_id: Id;
  name: string;
  language: string;
  text: string;
  recording: string;
  from: string;
  to: string;
  approved: boolean;
  approved_by: string;
  version: number;
  /** A newer wording that waits to be approved; callers hear the one above until then. */
  pending?: PromptWording | null;
  /** Published flows that say it. */
  used_by: string[];
}
