// Rules: one text per shop or queue, read once, answered from memory. Bookings: rows of tasks that
// hold a place; gone when the task is.
#include "contact/callbacks/callbacks.hpp"

#include <algorithm>

#include "contact/flows/flows.hpp"
#include "contact/queues/queues.hpp"
#include "platform/base/log.hpp"

namespace ol::callbacks {
namespace {

constexpr auto rules_sql =
    "select shop_id, queue_id, version, rule from callback_rule order by shop_id, queue_id";
constexpr auto insert_rule_sql =
    "insert into callback_rule (shop_id, queue_id, version, rule) values (?1, ?2, ?3, ?4)";
constexpr auto update_rule_sql =
    "update callback_rule set version = ?3, rule = ?4 "
    "where shop_id = ?1 and queue_id = ?2 and version = ?3 - 1";
constexpr auto delete_rule_sql =
    "delete from callback_rule where shop_id = ?1 and queue_id = ?2 and version = ?3";
constexpr auto own_places_sql =
    "update callback_booking set rule_queue_id = ?2 "
    "where shop_id = ?1 and queue_id = ?2 and rule_queue_id = 0";
constexpr auto shops_places_sql =
    "update callback_booking set rule_queue_id = 0 where shop_id = ?1 and rule_queue_id = ?2";
constexpr auto taken_sql =
    "select slot_from, slot_to from callback_booking "
    "where shop_id = ?1 and rule_queue_id = ?2 and slot_to > ?3 and task_id <> ?4";
constexpr auto delete_sql = "delete from callback_booking where task_id = ?1";
constexpr auto insert_sql =
    "insert into callback_booking (task_id, shop_id, queue_id, rule_queue_id, slot_from, slot_to, "
    "promise_id, booked_at) values (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7)";
constexpr std::string_view booking_sql =
    "select task_id, shop_id, queue_id, slot_from, slot_to, promise_id from callback_booking";

Booking booking_in(const db::Rows& rows, std::size_t i) {
    return {ContactId{rows.i64(i, 0)}, ShopId{rows.i64(i, 1)},  QueueId{rows.i64(i, 2)},
            from_ms(rows.i64(i, 3)),   from_ms(rows.i64(i, 4)), PromiseId{rows.i64(i, 5)}};
}

std::vector<Taken> taken(db::Conn& conn, ShopId shop, QueueId rule_queue, Time now,
                         ContactId except) {
    const auto rows = conn.query(taken_sql, shop, rule_queue, now, except);
    std::vector<Taken> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({from_ms(rows.i64(i, 0)), from_ms(rows.i64(i, 1))});
    return out;
}

SlotRuleView kept_of(const SlotRuleIn& in, std::int64_t version) {
    return {in.queue_id, version,       in.on,        in.slot_minutes,
            in.capacity, in.ahead_days, in.own_hours, in.week};
}

Result<> within(int value, int least, int most, const char* field) {
    if (value >= least && value <= most) return {};
    auto e = invalid(
        "callbacks.range", field,
        std::string(field) + " is " + std::to_string(least) + " to " + std::to_string(most));
    e.params = {{"least", std::to_string(least)}, {"most", std::to_string(most)}};
    return e;
}

Error version_conflict() {
    return conflict("callbacks.version_conflict",
                    "Somebody changed these times meanwhile; look, then save again.");
}

/// The rule's own hours, if it wants some: empty, it keeps to the shop's.
Result<std::optional<flows::Hours>> own_hours(const SlotRuleIn& in) {
    if (!in.own_hours) return std::optional<flows::Hours>{};
    flows::HoursIn hours;
    hours.week = in.week;
    auto read = flows::read_hours(hours);
    if (!read) return read.error();
    return std::optional(*read);
}

/// What may be saved. A row of an older version may hold more, and is obeyed as it stands.
Result<std::optional<flows::Hours>> checked(const SlotRuleIn& in) {
    for (const auto& ok :
         {within(in.slot_minutes, slot_minutes_least, slot_minutes_most, "slot_minutes"),
          within(in.capacity, 1, capacity_most, "capacity"),
          within(in.ahead_days, 0, ahead_days_most, "ahead_days")})
        if (!ok) return ok.error();
    if (!is_slot_length(in.slot_minutes))
        return invalid("callbacks.slot_minutes", "slot_minutes",
                       "a time is 5, 6, 10, 12, 15, 20, 30 or 60 minutes, or 120, 180, 240");
    auto own = own_hours(in);
    const bool open = own && *own && std::ranges::any_of((*own)->week, [](const auto& day) {
                          return !day.empty();
                      });
    if (own && *own && !open)
        return invalid("callbacks.no_open_hour", "week",
                       "no hour is open in this week, so nobody could ever be called; open one, or "
                       "send own_hours false to keep to the shop's hours");
    return own;
}

Error slot_full(const std::vector<Slot>& all) {
    auto e = conflict("callbacks.slot_full", "this time has just been taken; choose another");
    if (const auto next = free_slots(all, 1); !next.empty())
        e.params = {{"next", std::to_string(to_ms(next[0].from))}};
    return e;
}

Result<> known_queue(db::Conn& conn, ShopId shop, const std::optional<QueueId>& queue) {
    if (!queue) return {};
    for (const auto& q : queues::load_queues(conn))
        if (q.id == *queue && q.shop_id == shop) return {};
    return invalid("callbacks.queue_unknown", "queue_id", "this shop has no such queue");
}

}  // namespace

Result<> Callbacks::forget_all_but(const std::set<QueueId>& queues) {
    std::vector<Key> gone;
    auto read = d_.db.read([&](db::Conn& conn) -> Result<> {
        const auto rows = conn.query("select shop_id, queue_id from callback_rule");
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (const QueueId queue{rows.i64(i, 1)}; queue && !queues.contains(queue))
                gone.push_back({ShopId{rows.i64(i, 0)}, queue});
        return {};
    });
    if (!read || gone.empty()) return read;
    log::info("callbacks", "rules_of_gone_queues", {{"removed", std::to_string(gone.size())}});
    return d_.db.write([&](db::Tx& tx) -> Result<> {
        for (const auto& [shop, queue] : gone) forget_queue(tx, shop, queue);
        return {};
    });
}

Result<> Callbacks::load() {
    std::map<Key, Kept> found;
    auto done = d_.db.read([&](db::Conn& conn) -> Result<> {
        const auto rows = conn.query(rules_sql);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            auto in = json::read<SlotRuleIn>(rows.text(i, 3));
            if (!in) return in.error();
            auto own = own_hours(*in);
            if (!own) return own.error();
            found[{ShopId{rows.i64(i, 0)}, QueueId{rows.i64(i, 1)}}] = {
                kept_of(*in, rows.i64(i, 2)), *own};
        }
        return {};
    });
    if (!done) return done;
    std::lock_guard lock(mutex_);
    rules_ = std::move(found);
    return {};
}

Callbacks::Key Callbacks::key_of(ShopId shop, QueueId queue) const {
    std::lock_guard lock(mutex_);
    return rules_.contains({shop, queue}) ? Key{shop, queue} : Key{shop, QueueId{}};
}

SlotRule Callbacks::rule(ShopId shop, QueueId queue) const {
    SlotRule out;
    const Key key = key_of(shop, queue);
    {
        std::lock_guard lock(mutex_);
        const auto at = rules_.find(key);
        if (at == rules_.end() || !at->second.view.on) return out;
        const auto& kept = at->second;
        out.on = true;
        out.slot_minutes = kept.view.slot_minutes;
        out.capacity = kept.view.capacity;
        out.ahead_days = kept.view.ahead_days;
        out.own = kept.own;
    }
    if (const auto terms = d_.shop(shop)) {
        out.shop = terms->hours;
        out.tz = terms->tz;
    }
    return out;
}

std::vector<Slot> Callbacks::slots(db::Conn& conn, ShopId shop, QueueId queue, Time now) const {
    const QueueId whose = key_of(shop, queue).second;
    return callbacks::slots(now, rule(shop, queue), taken(conn, shop, whose, now, {}));
}

// ---- places ----

Result<Booking> Callbacks::take(db::Tx& tx, const Booking& wanted) const {
    const QueueId whose = key_of(wanted.shop, wanted.queue).second;
    const SlotRule how = rule(wanted.shop, wanted.queue);
    if (!how.on)
        return conflict("callbacks.off",
                        "no times for calls back are offered here; a supervisor "
                        "sets them in the shop's settings");
    const auto all =
        callbacks::slots(tx.now, how, taken(tx.conn, wanted.shop, whose, tx.now, wanted.task));
    const auto slot = slot_at(all, wanted.from);
    if (!slot) return invalid("callbacks.slot_unknown", "from", "take one of the times offered");
    if (!slot->free()) return slot_full(all);
    Booking out = wanted;
    out.to = slot->to;
    out.promise = {};
    tx.exec(delete_sql, out.task);
    tx.exec(insert_sql, out.task, out.shop, out.queue, whose, out.from, out.to, tx.now);
    return out;
}

void Callbacks::note_promise(db::Tx& tx, ContactId task, PromiseId promise) {
    tx.exec("update callback_booking set promise_id = ?2 where task_id = ?1", task, promise);
}

void Callbacks::release(db::Tx& tx, ContactId task) { tx.exec(delete_sql, task); }

std::optional<Booking> Callbacks::of_task(db::Conn& conn, ContactId task) {
    const auto rows = conn.query(std::string(booking_sql) + " where task_id = ?1", task);
    return rows.empty() ? std::nullopt : std::optional(booking_in(rows, 0));
}

std::vector<Booking> Callbacks::standing(db::Conn& conn) {
    const auto rows = conn.query(std::string(booking_sql) + " order by slot_from, task_id");
    std::vector<Booking> out;
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(booking_in(rows, i));
    return out;
}

// ---- for the desk ----

Result<ShopTerms> Callbacks::seen(const http::Principal& who, ShopId shop) const {
    const bool hers = who.shops.empty() || who.shops.contains(shop.value);
    const auto terms = hers ? d_.shop(shop) : std::nullopt;
    if (!terms) return not_found("staff.shop_not_found", "There is no such shop.");
    return *terms;
}

SlotRules Callbacks::shown(ShopId shop, const std::string& tz) const {
    SlotRules out{shop, tz, {}};
    std::lock_guard lock(mutex_);
    if (!rules_.contains({shop, QueueId{}})) out.items.emplace_back();
    for (const auto& [key, kept] : rules_)
        if (key.first == shop) out.items.push_back(kept.view);
    return out;
}

Result<SlotRules> Callbacks::rules(const http::Principal& who, ShopId shop) const {
    const auto terms = seen(who, shop);
    if (!terms) return terms.error();
    return shown(shop, terms->tz);
}

Result<SlotRules> Callbacks::save(const http::Principal& who, ShopId shop, std::int64_t version,
                                  const SlotRuleIn& in) {
    const auto terms = seen(who, shop);
    if (!terms) return terms.error();
    auto own = checked(in);
    if (!own) return own.error();
    const Key key{shop, in.queue_id.value_or(QueueId{})};
    const Kept next{kept_of(in, version + 1), *own};
    const auto text = json::write(in);
    std::lock_guard one(saving_);
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        if (auto ok = known_queue(tx.conn, shop, in.queue_id); !ok) return ok;
        const bool first = tx.query(
                                 "select version from callback_rule where shop_id = ?1 "
                                 "and queue_id = ?2",
                                 key.first, key.second)
                               .empty();
        const bool lost =
            first ? version != 1
                  : tx.exec(update_rule_sql, key.first, key.second, version + 1, text) != 1;
        if (lost) return version_conflict();
        if (first) tx.exec(insert_rule_sql, key.first, key.second, version + 1, text);
        if (first && key.second) tx.exec(own_places_sql, key.first, key.second);
        note_change(tx, who.person, shop);
        return {};
    });
    if (!done) return done.error();
    {
        std::lock_guard lock(mutex_);
        rules_[key] = next;
    }
    return shown(shop, terms->tz);
}

Result<SlotRules> Callbacks::remove(const http::Principal& who, ShopId shop, QueueId queue,
                                    std::int64_t version) {
    const auto terms = seen(who, shop);
    if (!terms) return terms.error();
    std::lock_guard one(saving_);
    if (!queue || key_of(shop, queue).second != queue)
        return not_found("callbacks.no_rule", "This queue has no rule of its own.");
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        if (tx.exec(delete_rule_sql, shop, queue, version) != 1) return version_conflict();
        tx.exec(shops_places_sql, shop, queue);
        note_change(tx, who.person, shop);
        return {};
    });
    if (!done) return done.error();
    {
        std::lock_guard lock(mutex_);
        rules_.erase({shop, queue});
    }
    return shown(shop, terms->tz);
}

void Callbacks::forget_queue(db::Tx& tx, ShopId shop, QueueId queue) {
    tx.exec("delete from callback_rule where shop_id = ?1 and queue_id = ?2", shop, queue);
    tx.exec(shops_places_sql, shop, queue);
}

void Callbacks::queue_gone(QueueId queue) {
    std::lock_guard one(saving_);
    std::lock_guard lock(mutex_);
    std::erase_if(rules_, [queue](const auto& rule) { return rule.first.second == queue; });
}

void Callbacks::note_change(db::Tx& tx, PersonId by, ShopId shop) const {
    if (d_.audit) d_.audit(tx, by, "callbacks.rule_changed", shop.value);
    tx.journal({"callbacks.rule_changed", shop.value, by.value});
}

Result<SlotList> Callbacks::list(const http::Principal& who, ShopId shop, QueueId queue) const {
    const auto terms = seen(who, shop);
    if (!terms) return terms.error();
    return d_.db.read_as<SlotList>([&](db::Conn& conn) -> Result<SlotList> {
        SlotList out{rule(shop, queue).on, terms->tz, {}};
        for (const Slot& slot : slots(conn, shop, queue, d_.clock.now()))
            out.items.push_back({slot.from, slot.to, slot.capacity, slot.taken});
        return out;
    });
}

}  // namespace ol::callbacks
