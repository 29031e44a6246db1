#pragma once
// The effort to speak with a buyer about an order: planned by attempts.hpp, offered by the line as
// a task, ended by whatever settles the order. One effort per order and purpose; several orders of
// one buyer that are due together share one call.
#include <boost/describe.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "shop/orders/confirming/attempts.hpp"
#include "shop/orders/orders.hpp"
#include "shop/orders/sorting/work.hpp"

namespace ol::orders {

enum class Purpose { confirm, short_goods };
BOOST_DESCRIBE_ENUM(Purpose, confirm, short_goods)
/// planned: waits for its hour; asked: a task in the line; over: ended_how says why.
enum class EffortState { planned, asked, over };
BOOST_DESCRIBE_ENUM(EffortState, planned, asked, over)

/// One line of the ledger: a call or a message, with what came of it. Append-only.
struct EffortLine {
    std::int64_t no = 0;  // of the call; of a message: after which call
    std::string channel;  // call | message
    std::string outcome;  // of the closed list of dispositions; a message: wanted
    Time at{};
    std::optional<ContactId> contact_id;
    std::string by_name;
};
BOOST_DESCRIBE_STRUCT(EffortLine, (), (no, channel, outcome, at, contact_id, by_name))

struct EffortView {
    OrderId order_id;
    ShopId shop_id;
    Purpose purpose = Purpose::confirm;
    EffortState state = EffortState::planned;
    std::string ended_how;        // over: the order's state, tries_used, wrong_number, told, ...
    std::optional<Time> next_at;  // of the next call; none when it is over
    std::optional<Time> until;    // asked: the line offers it until then
    std::int64_t try_no = 0, tries_left = 0;
    std::vector<WhyNot> why;  // why not now
    std::optional<ContactId> task_id;
    std::vector<EffortLine> attempts;  // oldest first
    std::optional<std::string> link;   // the one-tap confirm that the message carries
};
BOOST_DESCRIBE_STRUCT(EffortView, (),
                      (order_id, shop_id, purpose, state, ended_how, next_at, until, try_no,
                       tries_left, why, task_id, attempts, link))
struct EffortList {
    std::vector<EffortView> items;
};
BOOST_DESCRIBE_STRUCT(EffortList, (), (items))

/// What the line is asked for.
struct EffortTask {
    ContactId id;
    OrderId order;
    ShopId shop;
    CustomerId customer;
    Purpose purpose = Purpose::confirm;
    std::string number;
    PersonId owner;  // who tried before, or owns the order; 0 = nobody
    Time until{};
    QueueId queue;  // 0 = the shop's first
};
/// What the line knows of a task. `over` with an empty disposition: nobody was called.
struct TaskFacts {
    bool over = false;
    std::string disposition;
    PersonId by;
    Time at{};
};

/// The data of the journal's "task.over" and "contact.talked".
struct TaskOver {
    OrderId order;
    std::string how;
};
BOOST_DESCRIBE_STRUCT(TaskOver, (), (order, how))
struct BuyerTalked {
    CustomerId customer;
};
BOOST_DESCRIBE_STRUCT(BuyerTalked, (), (customer))

/// What the buyer's page shows.
struct Tap {
    Order order;
    std::string language, tz;
    ContactId message;  // the evidence
    bool open = false;  // can be confirmed by a tap
};

struct EffortDeps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    Orders& orders;
    Work& work;
    std::string key32, public_url;               // of links that buyers tap
    std::function<void(const EffortTask&)> ask;  // any thread; the same id twice is one task
    std::function<void(ContactId)> withdraw;     // unless somebody has it in hand
    std::function<std::optional<TaskFacts>(db::Conn&, ContactId)> task;  // none: not known there
    std::function<std::vector<std::string>(db::Conn&, const Order&)> zones;  // that must permit
    std::function<void()> wake;        // the next due time may be earlier now; may be empty
    promises::PersonName person_name;  // may be empty
    customers::Audit audit;            // may be empty
};

class Efforts {
public:
    explicit Efforts(EffortDeps deps) : d_(std::move(deps)) {}

    AttemptRule rule(db::Conn& c, ShopId shop) const;
    /// orders.attempt_rule, orders.version_conflict. Switched on: open orders get their effort.
    Result<AttemptRule> set_rule(db::Tx& tx, ShopId shop, AttemptRule rule, PersonId by) const;
    EffortList of_order(db::Conn& c, OrderId id) const;
    /// Planned and asked ones of these shops (none = all), the next due first.
    EffortList open(db::Conn& c, std::span<const std::int64_t> shops, int limit) const;

    /// Opens what the order needs, plans anew what stands, ends what is settled. Idempotent.
    void consider(db::Tx& tx, OrderId id) const;
    /// A task of the line is over. `how`: swallowed (the buyer came by himself), by_hand (settled
    /// by a person without a call), or "".
    void settle(db::Tx& tx, ContactId task, OrderId order, std::string_view how,
                const TaskFacts& facts) const;
    /// He called himself: what is planned for him waits until that talk has had its effect.
    void talked(db::Tx& tx, CustomerId customer) const;
    /// The order that this link confirms, as it stands. orders.link (nothing is told of why)
    Result<Tap> tap_of(db::Conn& c, const std::string& token) const;
    /// The buyer's own yes: all seven with the message as evidence, and the order is confirmed.
    /// Twice is once. orders.link, orders.tap_changed (it is another order by now: show it again),
    /// orders.tap_over, orders.tap_incomplete
    Result<> tap(db::Tx& tx, const std::string& token, std::int64_t version) const;
    /// Carries out what is due, and says when to come again, at the latest in a minute.
    Time run_due(Time now) const;

    /// Follows the journal; before that catches up with what stands: tasks that the line lost in a
    /// crash are asked for again under their old ids.
    void follow();
    void stop();

    const EffortDeps& deps() const { return d_; }

private:
    struct Kept;
    std::optional<Kept> load(db::Conn& c, OrderId id, Purpose purpose) const;
    std::vector<Kept> where(db::Conn& c, const std::string& condition,
                            std::vector<db::Value> args) const;
    void save(db::Tx& tx, const Kept& e) const;
    std::vector<EffortLine> ledger(db::Conn& c, const Kept& e, bool names) const;
    AttemptFacts facts(db::Conn& c, const Kept& e, const Order& o,
                       const std::vector<EffortLine>& rows) const;
    bool needed(db::Conn& c, const Order& o, Purpose purpose) const;
    void note(db::Tx& tx, const Kept& e, EffortLine row, PersonId by) const;
    void replan(db::Tx& tx, Kept& e, const Order& o) const;
    void finish(db::Tx& tx, Kept& e, std::string how) const;
    void give_up(db::Tx& tx, Kept& e, const Order& o, const std::string& why) const;
    EffortView view(db::Conn& c, const Kept& e, bool names) const;
    std::optional<EffortTask> task_of(db::Conn& c, const Kept& e, const Order& o) const;
    std::optional<EffortTask> begin(db::Tx& tx, Kept& e) const;
    ContactId asking_message(db::Conn& c, OrderId id) const;
    std::string token_of(OrderId id, ContactId message) const;
    void ask_again() const;
    void catch_up() const;
    bool ever_on() const;
    void take(std::span<const db::JournalRow> rows) const;
    void wake() const {
        if (d_.wake) d_.wake();
    }

    struct Gate {  // held while the journal's rows are worked on
        std::mutex mutex;
        bool stopped = false;
    };
    std::shared_ptr<Gate> gate_ = std::make_shared<Gate>();
    EffortDeps d_;
};

/// The page behind the link, in the buyer's language; no script. `done`: the order is confirmed.
std::string tap_page(const Tap& tap);
std::string tap_gone_page();

std::span<const db::Migration> effort_migrations();
void add_effort_routes(http::Router& router, Efforts& efforts);
void add_tap_routes(http::Router& router, Efforts& efforts);  // called by add_effort_routes

}  // namespace ol::orders
