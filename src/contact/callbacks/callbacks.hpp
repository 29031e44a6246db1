#pragma once
// Calls back at a time that the buyer chooses: how many the shop can make and when (the rules), and
// who has a place (the bookings). Public header of the room. The task, the promise and the ringing
// are contact/calls.
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <span>
#include <vector>

#include "contact/callbacks/slots.hpp"
#include "contact/callbacks/types.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"

namespace ol::callbacks {

std::span<const db::Migration> migrations();

/// What a rule needs to know of its shop.
struct ShopTerms {
    std::string tz;
    flows::Hours hours;
};

struct Deps {
    db::Database& db;
    const Clock& clock;
    std::function<std::optional<ShopTerms>(ShopId)> shop;  // any thread, from memory; none: unknown
    std::function<void(db::Tx&, PersonId, std::string_view what, std::int64_t subject)> audit;
};

/// A place in a slot, of a task.
struct Booking {
    ContactId task;
    ShopId shop;
    QueueId queue;  // of the task
    Time from{}, to{};
    PromiseId promise;  // none: 0
};

/// Thread-safe. rule() answers from memory; what takes a Conn or Tx joins the caller's; the rest
/// blocks on the database.
class Callbacks {
public:
    explicit Callbacks(Deps deps) : d_(std::move(deps)) {}
    /// Older versions left the rules of queues that were removed: they go, and their bookings take
    /// the shop's places. At start, before load().
    Result<> forget_all_but(const std::set<QueueId>& queues);
    Result<> load();  // after migrate()

    /// The queue's own rule, else the shop's; with the shop's hours and zone.
    SlotRule rule(ShopId shop, QueueId queue) const;
    std::vector<Slot> slots(db::Conn& conn, ShopId shop, QueueId queue, Time now) const;

    /// A place for this task, within the caller's transaction, so that two never get the last. A
    /// task that has a place already moves. Returns it with its end; `promise` is left to the
    /// caller's note(). Errors: callbacks.off, callbacks.slot_unknown, callbacks.slot_full {next}.
    Result<Booking> take(db::Tx& tx, const Booking& wanted) const;
    static void note_promise(db::Tx& tx, ContactId task, PromiseId promise);
    /// The task is over or waits for no time any more: its place is free.
    static void release(db::Tx& tx, ContactId task);
    static std::optional<Booking> of_task(db::Conn& conn, ContactId task);
    static std::vector<Booking> standing(db::Conn& conn);  // all that hold a place

    // ---- for the desk ----
    /// Errors: staff.shop_not_found (also another's shop)
    Result<SlotRules> rules(const http::Principal& who, ShopId shop) const;
    /// Also callbacks.queue_unknown, callbacks.range with its field, callbacks.slot_minutes,
    /// callbacks.no_open_hour, callbacks.version_conflict, and what flows::read_hours says.
    Result<SlotRules> save(const http::Principal& who, ShopId shop, std::int64_t version,
                           const SlotRuleIn& in);
    /// The queue follows the shop's rule again, and its bookings take the shop's places. Errors:
    /// staff.shop_not_found, callbacks.no_rule, callbacks.version_conflict
    Result<SlotRules> remove(const http::Principal& who, ShopId shop, QueueId queue,
                             std::int64_t version);
    /// A queue goes: its rule with it, in the caller's transaction; its bookings take the shop's
    /// places. After the commit, memory: queue_gone().
    static void forget_queue(db::Tx& tx, ShopId shop, QueueId queue);
    void queue_gone(QueueId queue);
    Result<SlotList> list(const http::Principal& who, ShopId shop, QueueId queue) const;

private:
    using Key = std::pair<ShopId, QueueId>;  // queue 0: the shop's
    struct Kept {
        SlotRuleView view;
        std::optional<flows::Hours> own;
    };
    /// Whose places a booking takes: its queue's, if that has a rule of its own.
    Key key_of(ShopId shop, QueueId queue) const;
    Result<ShopTerms> seen(const http::Principal& who, ShopId shop) const;
    SlotRules shown(ShopId shop, const std::string& tz) const;
    void note_change(db::Tx& tx, PersonId by, ShopId shop) const;
    Deps d_;
    std::mutex saving_;  // one change after another: memory follows the rows in their order
    mutable std::mutex mutex_;
    std::map<Key, Kept> rules_;
};

void add_routes(http::Router& router, Callbacks& callbacks);

}  // namespace ol::callbacks
