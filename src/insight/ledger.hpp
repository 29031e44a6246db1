#pragma once
// The pure heart of the roll-ups: facts of the journal in, changes of sums out. Told twice changes
// nothing; what is learned after a day has closed goes to a row of its own, marked late.
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "insight/calendar.hpp"
#include "insight/definitions.hpp"
#include "platform/db/db.hpp"

namespace ol::insight {

/// One operator's share of a visit's handle time: her own spans of the talk together. `beside_ms`:
/// she talked beside another, in a three-way; hers, but not the visit's a second time.
struct TalkShare {
    PersonId agent;
    DepartmentId department;
    std::int64_t talk_ms = 0, hold_ms = 0, wrap_ms = 0, beside_ms = 0;
    bool only_beside() const { return talk_ms + hold_ms + wrap_ms == 0 && beside_ms > 0; }
    friend auto operator<=>(const TalkShare&, const TalkShare&) = default;
};

/// A visit as the roll-ups know it. Limits and department are those of its day and stay with it.
struct KnownVisit {
    Visit visit;
    std::vector<TalkShare> talks;  // once it is over; none: all of it is visit.agent's
    ShopId shop;
    std::string channel = "call";
    Limits limits;
    DepartmentId department;  // of who answered
    ContactId source;         // a call-back: the call that was lost
    bool test = false;        // internal test call: in no figure
};
bool operator==(const KnownVisit& a, const KnownVisit& b);

/// What a person is doing now, since when.
struct KnownState {
    PersonId person;
    std::string state, reason;
    Time since{};
    DepartmentId department;
};
struct Interval {
    PersonId person;
    std::string state, reason;
    Time from{}, to{};
};
struct Offer {
    std::int64_t seq = 0;  // of the journal
    Time at{};
    ContactId contact;
    QueueId queue;
    PersonId agent;
    bool answered = true;  // false: no answer (RONA)
};
struct KnownOrder {
    OrderId order;
    ShopId shop;
    std::string currency;
    std::int64_t total_minor = 0;
    PersonId confirmed_by, cancelled_by;
    DepartmentId confirmed_department, cancelled_department;
    Time confirmed_at{}, cancelled_at{};  // zero: not
};

/// What a buyer said of his talk with one operator. agent 0: he was asked before any talk.
struct KnownRating {
    ContactId contact;
    PersonId agent;
    ShopId shop;
    QueueId queue;
    DepartmentId department;
    std::string channel = "call";
    Time at{};
    int score = 0;  // 1 to 5; 0: asked and not answered
};

enum class Grain { half_hour, day, month };
enum class Level { whole, department, agent };  // of detail; each share is kept on all three
BOOST_DESCRIBE_ENUM(Grain, half_hour, day, month)
BOOST_DESCRIBE_ENUM(Level, whole, department, agent)

/// The key of a row of sums. shop 0: a person's time; tag: a pause's reason, an order's currency.
struct Key {
    Grain grain = Grain::day;
    Level level = Level::whole;
    Day day = 0;     // of a month: its first
    int minute = 0;  // of a half-hour (Slot::minute), else 0
    ShopId shop;
    QueueId queue;
    DepartmentId department;
    PersonId agent;
    std::string channel, tag;
    bool late = false;
    friend auto operator<=>(const Key&, const Key&) = default;
};

/// One line of "what changed after the day was closed".
struct Correction {
    std::int64_t seq = 0;
    Time at{};
    Day day = 0;
    ShopId shop;
    QueueId queue;
    PersonId agent;
    std::int64_t subject = 0;  // contact, person or order
    Sums change;
};

/// The limits that a day's figures of a queue were counted with.
struct DayLimits {
    Day day = 0;
    ShopId shop;
    QueueId queue;
    std::int64_t service_level_ms = 0, short_abandon_ms = 0;
    friend auto operator<=>(const DayLimits&, const DayLimits&) = default;
};

struct PersonFacts {
    std::string zone = "UTC";
    DepartmentId department;
};

class Ledger {
public:
    /// What was known before; each is asked at most once per key. Absent: nothing known.
    struct Memory {
        std::function<std::optional<KnownVisit>(ContactId, QueueId)> visit;  // the latest there
        std::function<std::optional<KnownState>(PersonId)> state;
        std::function<std::optional<KnownOrder>(OrderId)> order;
        std::function<std::optional<KnownRating>(ContactId, PersonId)> rating;
        std::function<std::vector<KnownState>()> all_states;
        std::function<std::string(ShopId)> zone;
        std::function<PersonFacts(PersonId)> person;
    };
    /// Days before `live_since` are never closed: their facts are history brought in, no news.
    Ledger(Memory memory, Time live_since);

    void take(const db::JournalRow& row);
    /// A visit of before the journal told whole.
    void take_past(const KnownVisit& visit);

    struct Changes {
        std::map<Key, Sums> sums;
        std::map<std::pair<ContactId, QueueId>, KnownVisit> visits;
        std::map<PersonId, KnownState> states;
        std::map<OrderId, KnownOrder> orders;
        std::map<std::pair<ContactId, PersonId>, KnownRating> ratings;
        std::vector<Interval> intervals;
        std::vector<Offer> offers;
        std::vector<Correction> corrections;
        std::set<DayLimits> limits;
    };
    const Changes& changes() const { return out_; }

private:
    struct Share;
    void on_visit(std::string_view step, const db::JournalRow& row);
    void on_line(std::string_view verb, const db::JournalRow& row);
    void on_agent(std::string_view state, const db::JournalRow& row);
    void on_order(bool confirmed, const db::JournalRow& row);
    void on_rating(const db::JournalRow& row);
    void rating_shares(const KnownRating& r, int sign);
    void on_floor_started(const db::JournalRow& row);
    void close_interval(const KnownState& known, Time to);
    void visit_shares(const KnownVisit& v, int sign);
    void handle_shares(const KnownVisit& v, const Key& key, Slot end, std::string_view zone,
                       int sign);
    void order_shares(const KnownOrder& o, int sign);
    enum class News { may_be_late, seen_live };
    void put(const Key& base, Slot slot, std::string_view zone, const Sums& sums, int sign,
             News news = News::may_be_late);
    void put_at(Level level, const Key& base, Slot slot, std::string_view zone, const Sums& sums,
                int sign, News news = News::may_be_late);
    void settle_fact();

    std::optional<KnownVisit> visit(ContactId contact, QueueId queue);
    std::optional<KnownOrder> order(OrderId id);
    std::optional<KnownRating> rating(ContactId contact, PersonId agent);

    Memory memory_;
    Time live_since_;
    Changes out_;
    std::int64_t seq_ = 0, subject_ = 0;  // of the fact in hand
    Time at_{};
    std::map<Key, Sums> pending_;  // of the fact in hand: equal shares out and in cancel
};

/// An interval's share of a person's sums: ready 18:00-18:20 is ready_ms 1,200,000.
Sums time_sums(std::string_view state, Ms length);

}  // namespace ol::insight
