// Making, keeping and breaking promises: the store around the pure table in the header.
#include <algorithm>

#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "shop/promises/rows.hpp"

namespace ol::promises {
namespace {

constexpr auto sql_insert =
    R"(insert into promise (id, kind, customer_id, order_id, contact_id, words, due_at, due_from,
    owner_id, state, ended_at, end_reason, source, created_at, version, shop_id, warn_at)
    values (?1,?2,?3,?4,?5,?6,?7,?8,?9,'open',null,'',?10,?11,1,?12,?13))";

constexpr Ms due_most{5LL * 366 * 24 * 3600 * 1000};

Result<> check_new(const NewPromise& in, Time now) {
    if (in.due_at <= now)
        return invalid("promises.due", "due_at",
                       "The due time has passed already; promise a later one.");
    if (in.due_at > now + due_most)
        return invalid("promises.due_late", "due_at",
                       "A promise is due within five years; choose an earlier time.");
    if (in.due_from && *in.due_from >= in.due_at)
        return invalid("promises.due", "due_from", "The slot must begin before it ends.");
    if (!in.to_customer_id)
        return invalid("promises.customer", "to_customer_id", "Say to whom the promise is made.");
    if (utf8_length(in.text) > words_max)
        return invalid("promises.too_long", "text", "At most 500 characters fit here.");
    if (in.warn_min && (*in.warn_min < 0 || *in.warn_min > warn_max.count() / 60000))
        return invalid("promises.warn", "warn_min", "Warn at most a week (10080 minutes) before.");
    return {};
}

}  // namespace

Result<Promise> Promises::make(db::Tx& tx, const NewPromise& in, std::string_view source,
                               PersonId by) const {
    if (auto ok = check_new(in, tx.now); !ok) return ok.error();
    const auto names = d_.customers.names(tx.conn, std::span(&in.to_customer_id, 1));
    if (names.empty()) return invalid("promises.customer", "to_customer_id", "No such customer.");
    const auto id = d_.ids.next_id<PromiseId>();
    const auto owner = in.owner_id ? in.owner_id : (by ? std::optional(by) : std::nullopt);
    const auto shop =
        in.shop_id || !in.order_id || !d_.shop_of ? in.shop_id : d_.shop_of(tx.conn, *in.order_id);
    const Ms before = in.warn_min ? Ms{*in.warn_min * 60000} : warn_usual;
    tx.exec(sql_insert, id, to_name(in.kind), in.to_customer_id, in.order_id, in.contact_id,
            in.text, in.due_at, in.due_from, owner, source, tx.now, shop,
            warn_time(tx.now, in.due_at, before));
    tx.journal({"promise.made", id.value, by.value,
                R"({"kind":")" + std::string(to_name(in.kind)) + R"("})"});
    return promise(tx.conn, id);
}

Result<Promise> Promises::apply(db::Tx& tx, PromiseId id, std::optional<std::int64_t> version,
                                std::optional<Event> on, PersonId by) const {
    auto found = promise(tx.conn, id);
    if (!found) return found;
    if (version && *version != found->version) {
        auto e = conflict("promises.version_conflict",
                          "Somebody changed this promise meanwhile; look again.");
        e.params = {{"version", std::to_string(found->version)}};
        return e;
    }
    const auto to = next(found->state, on.value_or(kept_event(tx.now, found->due_at)));
    if (!to) {
        auto e = conflict("promises.state", "This promise has ended already.");
        e.params = {{"state", std::string(to_name(found->state))}};
        return e;
    }
    assign(tx, *found, *to, by);
    return found;
}

Result<Promise> Promises::keep(db::Tx& tx, PromiseId id, std::optional<std::int64_t> version,
                               PersonId by) const {
    const auto asked = tx.query("select 1 from question where promise_id = ?1", id);
    if (!asked.empty())
        return conflict("promises.needs_reply",
                        "A difficult question is closed by its reply; write what was answered.");
    return apply(tx, id, version, std::nullopt, by);
}

Result<Promise> Promises::cancel(db::Tx& tx, PromiseId id, std::optional<std::int64_t> version,
                                 std::string_view reason, PersonId by) const {
    if (trim(reason).empty())
        return invalid("promises.reason", "reason", "Say why the promise is called off.");
    auto done = apply(tx, id, version, Event::called_off, by);
    if (done)
        tx.exec("update promise set end_reason = ?2 where id = ?1", id,
                reason.substr(0, words_max));
    return done;
}

Result<Promise> Promises::hand_over(db::Tx& tx, PromiseId id, std::optional<std::int64_t> version,
                                    PersonId to, PersonId by) const {
    auto found = promise(tx.conn, id);
    if (!found) return found;
    if (version && *version != found->version) {
        auto e = conflict("promises.version_conflict",
                          "Somebody changed this promise meanwhile; look again.");
        e.params = {{"version", std::to_string(found->version)}};
        return e;
    }
    if (found->state != State::open && found->state != State::broken)
        return conflict("promises.state", "Only an unfinished promise can be handed over.");
    if (to && d_.may_own && !d_.may_own(to))
        return invalid("promises.owner", "owner_id", "Choose somebody who works with promises.");
    tx.exec("update promise set owner_id = ?2, version = version + 1 where id = ?1", id,
            to ? std::optional(to) : std::nullopt);
    tx.journal({"promise.handed_over", id.value, by.value,
                R"({"to":")" + std::to_string(to.value) + R"("})"});
    return promise(tx.conn, id);
}

void Promises::cancel_for_order(db::Tx& tx, OrderId order, Kind kind, std::string_view reason,
                                PersonId by) const {
    const auto rows =
        tx.query(std::string(sql_select) + " where order_id = ?1 and kind = ?2 and state = 'open'",
                 order, to_name(kind));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto p = read_row(rows, i);
        assign(tx, p, State::cancelled, by);
        tx.exec("update promise set end_reason = ?2 where id = ?1", p.id, reason);
    }
}

std::vector<Promise> Promises::movable(db::Conn& c, std::span<const PersonId> owners, bool unowned,
                                       Time until) const {
    const auto rows = c.query(std::string(sql_select) +
                                  " where state = 'open' and kind in ('callback', 'reply') and "
                                  "due_at < ?1 order by due_at, id",
                              to_ms(until));
    std::vector<Promise> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto p = read_row(rows, i);
        if (p.owner_id ? std::find(owners.begin(), owners.end(), *p.owner_id) != owners.end()
                       : unowned)
            out.push_back(std::move(p));
    }
    return out;
}

std::vector<Promise> Promises::postpone(db::Tx& tx, std::span<const PersonId> owners, bool unowned,
                                        Ms by, PersonId who) const {
    auto moved = movable(tx.conn, owners, unowned, tx.now + by);
    for (auto& p : moved) {
        p.due_at += by;
        if (p.due_from) *p.due_from += by;
        p.warn_at += by;
        tx.exec(
            "update promise set due_at = ?2, due_from = ?3, warn_at = ?4, warned_at = null, "
            "version = version + 1 where id = ?1",
            p.id, to_ms(p.due_at), p.due_from ? std::optional(to_ms(*p.due_from)) : std::nullopt,
            p.warn_at);
        ++p.version;
        tx.journal({"promise.postponed", p.id.value, who.value,
                    R"({"by_ms":)" + std::to_string(by.count()) + "}"});
    }
    return moved;
}

void Promises::keep_for_contact(db::Tx& tx, ContactId task, PersonId by) const {
    const auto rows = tx.query(std::string(sql_select) +
                                   " where contact_id = ?1 and kind = 'callback' and source "
                                   "in ('hours', 'booked') and state in ('open', 'broken')",
                               task);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto p = read_row(rows, i);
        if (const auto to = next(p.state, kept_event(tx.now, p.due_at))) assign(tx, p, *to, by);
    }
}

std::vector<OrderId> Promises::orders_in(db::Conn& c, ContactId contact) const {
    const auto r = c.query(
        "select distinct order_id from promise where contact_id = ?1 and order_id is not null",
        contact);
    std::vector<OrderId> out;
    for (std::size_t i = 0; i < r.size(); ++i) out.push_back({r.i64(i, 0)});
    return out;
}

Result<Promise> Promises::promise(db::Conn& c, PromiseId id) const {
    auto all = read_all(c, d_, c.query(std::string(sql_select) + " where id = ?1", id));
    if (all.empty())
        return not_found("promises.unknown", "No such promise; the list may be out of date.");
    return std::move(all.front());
}

}  // namespace ol::promises
