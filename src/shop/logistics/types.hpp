#pragma once
// The shapes of the room as the API and the desk have them.
#include <map>

#include "platform/base/ids.hpp"
#include "platform/base/json.hpp"
#include "platform/base/money.hpp"
#include "platform/base/time.hpp"
#include "shop/logistics/couriers/couriers.hpp"
#include "shop/logistics/decisions/decision.hpp"

namespace ol::logistics {

using ShipmentId = Id<struct ShipmentTag>;
using DecisionId = Id<struct DecisionTag>;
using AccountId = Id<struct CourierAccountTag>;
using RuleId = Id<struct CourierRuleTag>;
using SheetId = Id<struct HandOverTag>;

/// How our own waybill stands with the courier. An outside call is `sending` before it leaves; a
/// crash or a lost answer makes it `perhaps_sent`, which is looked up and never sent again blindly.
/// A change and a cancellation stand as `changing` and `cancelling` until the courier has said so.
enum class SendState {
    external,
    draft,
    sending,
    perhaps_sent,
    sent,
    failed,
    changing,
    cancelling,
    cancelled
};
BOOST_DESCRIBE_ENUM(SendState, external, draft, sending, perhaps_sent, sent, failed, changing,
                    cancelling, cancelled)

struct TrackRow {
    Time received_at{};
    std::optional<Time> at;
    Status status = Status::unknown;
    std::string code, place;
    bool moved = false;  // it moved the parcel; a late or doubled one did not
};
BOOST_DESCRIBE_STRUCT(TrackRow, (), (received_at, at, status, code, place, moved))

struct AttemptRow {
    std::int64_t no = 0;
    Time at{};
    Status result = Status::attempt_failed;
    Fault fault = Fault::other;
    std::string told_by;  // the courier's code, or "person"
};
BOOST_DESCRIBE_STRUCT(AttemptRow, (), (no, at, result, fault, told_by))

struct Shipment {
    ShipmentId id;
    OrderId order_id;
    ShopId shop_id;
    Courier courier = Courier::novaposhta;
    std::string service, city, waybill;
    std::optional<ShipmentId> before_id;  // the parcel whose way this one goes on
    SendState send_state = SendState::external;
    std::string send_error;
    Status status = Status::registered;
    std::optional<Time> status_at;
    std::string code;  // the courier's own, of that status
    Time created_at{};
    std::vector<TrackRow> events;           // newest first
    std::vector<AttemptRow> attempts;       // oldest first
    std::optional<DecisionId> decision_id;  // the open one
    std::vector<std::string> to_do;         // "message_day_2", "call_before_storage", ...
    std::int64_t version = 0;
    // Of a parcel that has not left: in what the order differs from its waybill, and why it may not
    // leave ("unconfirmed", "on_hold", "payment", "no_stock", "ended"); empty = it may.
    std::vector<std::string> differs;
    std::string barred;
    std::optional<SheetId> sheet_id;  // the list it is handed over with
    std::optional<Time> due_at;       // when the courier means to deliver it, where it says so
};
BOOST_DESCRIBE_STRUCT(Shipment, (),
                      (id, order_id, shop_id, courier, service, city, waybill, before_id,
                       send_state, send_error, status, status_at, code, created_at, events,
                       attempts, decision_id, to_do, version, differs, barred, sheet_id, due_at))
struct ShipmentList {
    std::vector<Shipment> items;
};
BOOST_DESCRIBE_STRUCT(ShipmentList, (), (items))

/// A parcel of an order: with the waybill that somebody made elsewhere, or without: then a draft.
struct NewShipment {
    Courier courier = Courier::novaposhta;
    std::string service = "door", waybill;
};
BOOST_DESCRIBE_STRUCT(NewShipment, (), (courier, service, waybill))

/// What our own label says, for a parcel whose courier prints none.
struct Label {
    std::string waybill, reference, order_number, recipient, phone, city, address, service;
    Courier courier = Courier::novaposhta;
    Money cod;
    bool courier_prints = false;  // GET .../label.pdf gives the courier's own
};
BOOST_DESCRIBE_STRUCT(Label, (),
                      (waybill, reference, order_number, recipient, phone, city, address, service,
                       courier, cod, courier_prints))

/// A parcel as it stands on the list that is signed at the hand-over (R69).
struct HandOverRow {
    ShipmentId shipment_id;
    OrderId order_id;
    std::string order_number, waybill, recipient, city;
    Money cod;
    std::string barred;                // why it may not leave, "differs" too; empty = it may
    std::vector<std::string> differs;  // from the order
};
BOOST_DESCRIBE_STRUCT(HandOverRow, (),
                      (shipment_id, order_id, order_number, waybill, recipient, city, cod, barred,
                       differs))
struct HandOver {
    SheetId id;
    ShopId shop_id;
    Courier courier = Courier::novaposhta;
    std::string courier_number;  // of the courier's own register, where it keeps one
    SendState register_state = SendState::external;  // external: it keeps none
    std::string register_error, made_by, given_by, taken_by;
    Time made_at{};
    std::optional<Time> signed_at;
    std::vector<HandOverRow> parcels;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(HandOver, (),
                      (id, shop_id, courier, courier_number, register_state, register_error,
                       made_by, given_by, taken_by, made_at, signed_at, parcels, version))
/// What waits for its courier, and the lists of the last days.
struct WaitingParcels {
    ShopId shop_id;
    Courier courier = Courier::novaposhta;
    std::vector<HandOverRow> parcels;
};
BOOST_DESCRIBE_STRUCT(WaitingParcels, (), (shop_id, courier, parcels))
struct HandOverList {
    std::vector<WaitingParcels> waiting;
    std::vector<HandOver> sheets;  // newest first
};
BOOST_DESCRIBE_STRUCT(HandOverList, (), (waiting, sheets))
struct NewHandOver {
    ShopId shop_id;
    Courier courier = Courier::novaposhta;
    std::vector<ShipmentId> shipments;
};
BOOST_DESCRIBE_STRUCT(NewHandOver, (), (shop_id, courier, shipments))
/// Both names under the list: who gave, who took.
struct SignHandOver {
    std::string given_by, taken_by;
};
BOOST_DESCRIBE_STRUCT(SignHandOver, (), (given_by, taken_by))

/// The courier, a supplier or B told it: a try failed. Begins a decision.
struct NewFailure {
    Fault fault = Fault::customer;
    std::optional<Time> told_at;  // absent = now
};
BOOST_DESCRIBE_STRUCT(NewFailure, (), (fault, told_at))

/// What is known about B; ids and words only, never a name or a number.
struct DecisionFacts {
    OtherPerson other = OtherPerson::absent;
    bool other_allowed = true;
    Place other_place = Place::unknown;
    Consent consent = Consent::unasked;
    friend bool operator==(const DecisionFacts&, const DecisionFacts&) = default;
};
BOOST_DESCRIBE_STRUCT(DecisionFacts, (), (other, other_allowed, other_place, consent))

enum class DecisionState { open, chosen, lapsed };
BOOST_DESCRIBE_ENUM(DecisionState, open, chosen, lapsed)

struct Decision {
    DecisionId id;
    OrderId order_id;
    ShipmentId shipment_id;
    ShopId shop_id;
    std::string order_number, customer_name, waybill;
    Courier courier = Courier::novaposhta;
    Status status = Status::attempt_failed;
    DecisionState state = DecisionState::open;
    Time asked_at{}, decide_by{};
    std::optional<PersonId> owner_id;
    std::optional<std::string> owner_name;
    Money cod_due;
    std::string tz;
    DecisionFacts facts;
    Ranking ranking;  // as of now while open, as it was when it ended
    std::vector<AttemptRow> attempts;
    std::optional<Option> chosen;
    std::optional<std::int64_t> rank;
    std::optional<std::string> chosen_by, why, outcome;
    std::optional<Time> ended_at;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Decision, (),
                      (id, order_id, shipment_id, shop_id, order_number, customer_name, waybill,
                       courier, status, state, asked_at, decide_by, owner_id, owner_name, cod_due,
                       tz, facts, ranking, attempts, chosen, rank, chosen_by, why, outcome,
                       ended_at, version))
struct DecisionList {
    std::vector<Decision> items;
};
BOOST_DESCRIBE_STRUCT(DecisionList, (), (items))

struct Choose {
    Option option = Option::new_slot;
    std::string why;
};
BOOST_DESCRIBE_STRUCT(Choose, (), (option, why))

/// Where a version of a rule stands today: superseded = a newer one of the same courier, service
/// and city holds. Parcels that were handed over under it keep it all the same.
enum class RuleState { coming, in_force, superseded, ended };
BOOST_DESCRIBE_ENUM(RuleState, coming, in_force, superseded, ended)
struct RuleRow {
    RuleId id;
    ShopId shop_id;
    CourierRule rule;
    RuleState state = RuleState::in_force;
    std::string added_by;
    Time added_at{};
};
BOOST_DESCRIBE_STRUCT(RuleRow, (), (id, shop_id, rule, state, added_by, added_at))
struct RuleList {
    std::vector<RuleRow> items;
};
BOOST_DESCRIBE_STRUCT(RuleList, (), (items))
struct NewRule {
    ShopId shop_id;
    CourierRule rule;
};
BOOST_DESCRIBE_STRUCT(NewRule, (), (shop_id, rule))

struct Account {
    AccountId id;
    ShopId shop_id;
    Courier courier = Courier::novaposhta;
    std::string url, state = "new", last_error;  // state: new | ok | unreachable | refused
    bool has_key = false;
    std::string push_path;  // where this courier's pushes go; the token in it is the secret
    std::optional<Time> last_poll_at;
    std::int64_t version = 0;
    std::optional<Time> last_ok_at;  // the courier's last good answer
    std::int64_t parcels = 0,
                 late = 0;             // under way; of them due to be asked about and not asked yet
    std::optional<Time> behind_since;  // the oldest of the late ones was due then
    std::int64_t failures = 0;         // polls in a row that failed
    json::Raw sender;                  // the shop's references in the courier's own words
};
BOOST_DESCRIBE_STRUCT(Account, (),
                      (id, shop_id, courier, url, state, last_error, has_key, push_path,
                       last_poll_at, version, last_ok_at, parcels, late, behind_since, failures,
                       sender))
struct AccountList {
    std::vector<Account> items;
};
BOOST_DESCRIBE_STRUCT(AccountList, (), (items))
struct NewAccount {
    ShopId shop_id;
    Courier courier = Courier::novaposhta;
    std::string url, key;
    json::Raw sender;  // an object: the sender's references in the courier's own words
};
BOOST_DESCRIBE_STRUCT(NewAccount, (), (shop_id, courier, url, key, sender))

/// What is absent stays; an empty key is refused.
struct ChangeAccount {
    std::optional<std::string> url, key;
    std::optional<json::Raw> sender;
};
BOOST_DESCRIBE_STRUCT(ChangeAccount, (), (url, key, sender))

/// What a question to the courier with this account came to. `key`: it knows us not; `address`:
/// somebody answers there who is not this courier.
enum class TestOutcome { ok, no_answer, down, limited, key, address, refused };
BOOST_DESCRIBE_ENUM(TestOutcome, ok, no_answer, down, limited, key, address, refused)
struct AccountTest {
    TestOutcome outcome = TestOutcome::ok;
    std::string code;  // the courier's own, where it refused
    std::int64_t took_ms = 0;
};
BOOST_DESCRIBE_STRUCT(AccountTest, (), (outcome, code, took_ms))

/// A code that no table explains, asked about once by its name.
struct UnknownCode {
    Courier courier = Courier::novaposhta;
    std::string code;
    Time first_seen_at{};
    std::optional<Status> status;  // once a person has explained it
    std::int64_t parcels = 0;      // of how many it came
};
BOOST_DESCRIBE_STRUCT(UnknownCode, (), (courier, code, first_seen_at, status, parcels))
struct UnknownCodeList {
    std::vector<UnknownCode> items;
};
BOOST_DESCRIBE_STRUCT(UnknownCodeList, (), (items))
struct ExplainCode {
    Courier courier = Courier::novaposhta;
    std::string code;
    Status status = Status::in_transit;
};
BOOST_DESCRIBE_STRUCT(ExplainCode, (), (courier, code, status))

}  // namespace ol::logistics
