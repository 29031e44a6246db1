#pragma once
// What the shop has promised to a buyer: reply, call-back, delivery slot, refund. Every promise has
// an owner and a due time; it ends kept, late (kept after due), broken (due passed) or cancelled
// (store.md section 8, stories 5 and 7).
#include <algorithm>
#include <array>
#include <boost/describe.hpp>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/result.hpp"
#include "platform/base/time.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include "shop/customers/customers.hpp"

namespace ol::promises {

enum class Kind { reply, callback, delivery, refund };
BOOST_DESCRIBE_ENUM(Kind, reply, callback, delivery, refund)
enum class State { open, kept, late, broken, cancelled };
BOOST_DESCRIBE_ENUM(State, open, kept, late, broken, cancelled)
enum class Event { kept_in_time, kept_after_due, due_passed, called_off };

// ---- pure core (Y2) ----
struct Move {
    State from;
    Event on;
    State to;
};
constexpr auto moves = std::to_array<Move>({
    {State::open, Event::kept_in_time, State::kept},
    {State::open, Event::kept_after_due, State::late},
    {State::open, Event::due_passed, State::broken},
    {State::open, Event::called_off, State::cancelled},
    {State::broken, Event::kept_after_due,
     State::late},  // better late than never, and it counts as late
});
constexpr std::optional<State> next(State from, Event on) {
    for (const auto& m : moves)
        if (m.from == from && m.on == on) return m.to;
    return std::nullopt;
}
static_assert(next(State::open, Event::kept_in_time) == State::kept);
static_assert(next(State::broken, Event::kept_after_due) == State::late);
static_assert(!next(State::kept, Event::due_passed));
static_assert(!next(State::cancelled, Event::kept_after_due));
static_assert(!next(State::broken, Event::called_off));  // a broken promise is not made unbroken

/// Kept at the due millisecond is still in time.
constexpr Event kept_event(Time now, Time due) {
    return now <= due ? Event::kept_in_time : Event::kept_after_due;
}

/// Warned this long before, or at half the time when it is promised for sooner than twice that.
constexpr Ms warn_usual{30 * 60000}, warn_max{7 * 24 * 3600000LL};
constexpr Time warn_time(Time made, Time due, Ms before) {
    return due - std::min(before, (due - made) / 2);
}
static_assert(warn_time(from_ms(0), from_ms(7'200'000), warn_usual) == from_ms(5'400'000));
static_assert(warn_time(from_ms(0), from_ms(1'200'000), warn_usual) == from_ms(600'000));

struct Promise {
    PromiseId id;
    Kind kind = Kind::reply;
    CustomerId to_customer_id;
    std::string to_name;
    std::optional<OrderId> order_id;
    std::optional<ContactId> contact_id;
    std::string text;
    Time due_at{};
    std::optional<Time> due_from;  // a delivery slot begins
    std::optional<PersonId> owner_id;
    std::optional<std::string> owner_name;
    State state = State::open;
    std::string source;  // "operator", "order", "store"
    Time created_at{};
    std::int64_t version = 0;
    std::optional<ShopId> shop_id;  // absent = of no shop: everybody who sees promises sees it
    std::string courier;            // who carries its parcel; "" = nobody yet
    Time warn_at{};                 // its owner is warned then
    std::optional<Time> ended_at;
    std::optional<PersonId> escalated_to;  // the superior who was told that it broke
    std::optional<std::string> escalated_name;
    bool question = false;  // a difficult question: closed by a reply (questions.hpp)
};
BOOST_DESCRIBE_STRUCT(Promise, (),
                      (id, kind, to_customer_id, to_name, order_id, contact_id, text, due_at,
                       due_from, owner_id, owner_name, state, source, created_at, version, shop_id,
                       courier, warn_at, ended_at, escalated_to, escalated_name, question))

struct PromisePage {
    std::vector<Promise> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(PromisePage, (), (items, next))

struct NewPromise {
    Kind kind = Kind::reply;
    CustomerId to_customer_id;
    std::optional<OrderId> order_id;
    std::optional<ContactId> contact_id;
    std::string text;
    Time due_at{};
    std::optional<Time> due_from;
    std::optional<PersonId> owner_id;      // absent = who makes it
    std::optional<ShopId> shop_id;         // absent = its order's
    std::optional<std::int64_t> warn_min;  // minutes before due, 0 to 10080; absent = 30
};
BOOST_DESCRIBE_STRUCT(NewPromise, (),
                      (kind, to_customer_id, order_id, contact_id, text, due_at, due_from, owner_id,
                       shop_id, warn_min))
struct CancelPromise {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(CancelPromise, (), (reason))
struct HandOverPromise {
    PersonId owner_id;  // 0 = the line: whoever comes first
};
BOOST_DESCRIBE_STRUCT(HandOverPromise, (), (owner_id))
struct KeepPromise {};
BOOST_DESCRIBE_STRUCT(KeepPromise, (), ())

struct Filter {
    std::optional<State> state;
    std::optional<PersonId> owner;
    std::optional<CustomerId> customer;
    std::optional<OrderId> order;
    std::optional<Time> due_before;
    std::string cursor;  // of the page before
    int limit = 100;
    std::vector<State> states;      // any of them; empty = any
    std::vector<PersonId> owners;   // any of them; empty = any
    std::vector<std::int64_t> shops;  // a reader's scope: these and of no shop; empty = all
    std::optional<ShopId> shop;
    std::optional<Kind> kind;
    std::optional<Time> due_from;
    std::optional<std::string> courier;
    bool unowned = false, questions = false, no_shop = false;  // only those
    bool or_unowned = false;                  // besides `owners`
    bool closed = false;                      // kept, late or broken: what a kept-rate counts
};

/// Why a person hears of a promise at once.
enum class Notice { asked, warning, broken, escalated, handed_over };
BOOST_DESCRIBE_ENUM(Notice, asked, warning, broken, escalated, handed_over)
struct PromiseNotice {
    Notice notice = Notice::warning;
    Promise promise;
};
BOOST_DESCRIBE_STRUCT(PromiseNotice, (), (notice, promise))

/// The name of a member of staff; given by the wiring, runs on the caller's connection.
using PersonName = std::function<std::string(db::Conn&, PersonId)>;

/// People and departments as reports name them.
struct Directory {
    std::map<std::int64_t, std::string> people, departments, shops;
    std::map<std::int64_t, std::int64_t> department_of;  // person -> department
};

struct Deps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    customers::Customers& customers;
    PersonName person_name;  // empty = names stay empty
    std::function<void(const Promise&)>
        on_changed;  // after commit, for the live stream; may be empty
    /// Whether it is about a shop of the reader; given by the wiring, since promises know no shops.
    /// Empty = always.
    std::function<bool(db::Conn&, const http::Principal&, const Promise&)> in_scope;
    std::function<std::optional<ShopId>(db::Conn&, OrderId)> shop_of;  // empty = unknown
    /// R34: to whom her broken promise and her difficult questions go; nobody above her: empty.
    std::function<std::optional<PersonId>(PersonId, Time)> superior;
    std::function<bool(PersonId)> may_own;  // works here and may keep promises; empty = everybody
    std::function<void(PersonId, const PromiseNotice&)> tell;  // after commit; empty person = all
    std::function<Directory()> directory;  // departments and names, for reports; may be empty
};

/// What came due at one moment: who is to be told, and when to look again.
struct Tick {
    std::vector<Promise> warned, broken;
    std::optional<Time> next;
};

/// With a Tx: joins the caller's transaction and journals promise.made, .kept, .late, .broken,
/// .cancelled, .handed_over.
class Promises {
public:
    explicit Promises(Deps deps) : d_(std::move(deps)) {}

    /// promises.due (in the past, or the slot ends before it begins), promises.customer
    Result<Promise> make(db::Tx& tx, const NewPromise& in, std::string_view source,
                         PersonId by) const;
    /// promises.unknown, promises.state, promises.version_conflict (when a version is given),
    /// promises.needs_reply (a difficult question)
    Result<Promise> keep(db::Tx& tx, PromiseId id, std::optional<std::int64_t> version,
                         PersonId by) const;
    Result<Promise> cancel(db::Tx& tx, PromiseId id, std::optional<std::int64_t> version,
                           std::string_view reason, PersonId by) const;
    /// promises.owner when he may not keep promises; person 0 = back to the line, owned by nobody
    Result<Promise> hand_over(db::Tx& tx, PromiseId id, std::optional<std::int64_t> version,
                              PersonId to, PersonId by) const;
    /// Calls off the open promises of a kind for an order (cancelled, or a new slot replaces the
    /// old).
    void cancel_for_order(db::Tx& tx, OrderId order, Kind kind, std::string_view reason,
                          PersonId by) const;

    /// The call-back that a task owed was made: its open or broken promise is kept now.
    void keep_for_contact(db::Tx& tx, ContactId task, PersonId by) const;

    /// Open call-backs and replies due before `until` that these people owe; with `unowned` also
    /// what nobody owes yet.
    std::vector<Promise> movable(db::Conn& c, std::span<const PersonId> owners, bool unowned,
                                 Time until) const;
    /// Those due within `by` from now fall due so much later; each is journaled
    /// (promise.postponed). Whoever was told another time is to be told anew.
    std::vector<Promise> postpone(db::Tx& tx, std::span<const PersonId> owners, bool unowned, Ms by,
                                  PersonId who) const;

    /// The clock of the room: warns each promise once when its time comes, breaks what is past due
    /// and escalates it to the owner's superior. Run again at `next`.
    Tick tick(db::Tx& tx) const;
    /// Whoever is concerned hears of what a tick found; after commit.
    void tell(const Tick& tick) const;
    /// Who carries the order's parcel now. True when that is news.
    bool set_courier(db::Tx& tx, OrderId order, std::string_view courier) const;

    /// The sweeper: every open promise whose due time is before `now` becomes broken.
    std::vector<Promise> mark_due(db::Tx& tx, Time now) const;
    std::optional<Time> next_due(db::Conn& c) const;  // the earliest due time of an open promise
    /// Open promises with from <= due_at < to, earliest first (the half-hour warning).
    std::vector<Promise> due_between(db::Conn& c, Time from, Time to) const;
    std::int64_t count_due(db::Conn& c, Time from, Time to) const;  // open ones; for the board
    std::int64_t count_overdue(db::Conn& c,
                               Time now) const;  // broken and not yet made good, and open past due

    std::vector<OrderId> orders_in(db::Conn& c, ContactId contact) const;  // promised for in it

    Result<Promise> promise(db::Conn& c, PromiseId id) const;
    PromisePage list(db::Conn& c, const Filter& filter) const;  // by due time
    const Deps& deps() const { return d_; }

private:
    friend class Questions;
    Result<Promise> apply(db::Tx& tx, PromiseId id, std::optional<std::int64_t> version,
                          std::optional<Event> on, PersonId by) const;
    Deps d_;
};

std::span<const db::Migration> migrations();
void add_routes(http::Router& router, Promises& promises, Deps deps);

}  // namespace ol::promises
