// Making, keeping and breaking promises: the store around the pure table in the header.
#include "shop/promises/promises.hpp"

#include <algorithm>

#include "platform/base/names.hpp"
#include "platform/base/text.hpp"

namespace ol::promises {
namespace {

constexpr std::size_t text_max = 500;
constexpr auto sql_select =
    R"(select id, kind, customer_id, order_id, contact_id, words, due_at, due_from, owner_id,
    state, source, created_at, version from promise)";
constexpr auto sql_insert =
    R"(insert into promise (id, kind, customer_id, order_id, contact_id, words, due_at, due_from,
    owner_id, state, ended_at, end_reason, source, created_at, version)
    values (?1,?2,?3,?4,?5,?6,?7,?8,?9,'open',null,'',?10,?11,1))";
constexpr auto sql_end =
    R"(update promise set state = ?2, ended_at = ?3, version = version + 1 where id = ?1)";

template <class T>
std::optional<T> optional_id(const db::Rows& r, std::size_t row, int col) {
    return r.is_null(row, col) ? std::nullopt : std::optional(T{r.i64(row, col)});
}

Promise read_row(const db::Rows& r, std::size_t i) {
    Promise p;
    p.id = {r.i64(i, 0)};
    p.kind = from_name<Kind>(r.text(i, 1)).value_or(Kind::reply);
    p.to_customer_id = {r.i64(i, 2)};
    p.order_id = optional_id<OrderId>(r, i, 3);
    p.contact_id = optional_id<ContactId>(r, i, 4);
    p.text = r.text(i, 5);
    p.due_at = from_ms(r.i64(i, 6));
    if (!r.is_null(i, 7)) p.due_from = from_ms(r.i64(i, 7));
    p.owner_id = optional_id<PersonId>(r, i, 8);
    p.state = from_name<State>(r.text(i, 9)).value_or(State::open);
    p.source = r.text(i, 10);
    p.created_at = from_ms(r.i64(i, 11));
    p.version = r.i64(i, 12);
    return p;
}

void add_names(db::Conn& c, const Deps& d, std::span<Promise> list) {
    std::vector<CustomerId> ids;
    for (const auto& p : list) ids.push_back(p.to_customer_id);
    const auto names = d.customers.names(c, ids);
    for (auto& p : list) {
        if (const auto it = names.find(p.to_customer_id.value); it != names.end())
            p.to_name = it->second;
        if (p.owner_id && d.person_name) p.owner_name = d.person_name(c, *p.owner_id);
    }
}

std::vector<Promise> read_all(db::Conn& c, const Deps& d, const db::Rows& rows) {
    std::vector<Promise> out;
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_row(rows, i));
    add_names(c, d, out);
    return out;
}

std::string_view fact_of(State to) {
    switch (to) {
        case State::open: return "promise.made";
        case State::kept: return "promise.kept";
        case State::late: return "promise.late";
        case State::broken: return "promise.broken";
        case State::cancelled: return "promise.cancelled";
    }
    return "promise.made";
}

/// The one place that changes a promise's state.
void assign(db::Tx& tx, Promise& p, State to, PersonId by) {
    tx.exec(sql_end, p.id, to_name(to), tx.now);
    p.state = to;
    ++p.version;
    tx.journal({std::string(fact_of(to)), p.id.value, by.value,
                R"({"kind":")" + std::string(to_name(p.kind)) + R"("})"});
}

Result<> check_new(const NewPromise& in, Time now) {
    if (in.due_at <= now)
        return invalid("promises.due", "due_at",
                       "The due time has passed already; promise a later one.");
    if (in.due_from && *in.due_from >= in.due_at)
        return invalid("promises.due", "due_from", "The slot must begin before it ends.");
    if (!in.to_customer_id)
        return invalid("promises.customer", "to_customer_id", "Say to whom the promise is made.");
    if (utf8_length(in.text) > text_max)
        return invalid("promises.too_long", "text", "At most 500 characters fit here.");
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
    tx.exec(sql_insert, id, to_name(in.kind), in.to_customer_id, in.order_id, in.contact_id,
            in.text, in.due_at, in.due_from, owner, source, tx.now);
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
    return apply(tx, id, version, std::nullopt, by);
}

Result<Promise> Promises::cancel(db::Tx& tx, PromiseId id, std::optional<std::int64_t> version,
                                 std::string_view reason, PersonId by) const {
    if (trim(reason).empty())
        return invalid("promises.reason", "reason", "Say why the promise is called off.");
    auto done = apply(tx, id, version, Event::called_off, by);
    if (done)
        tx.exec("update promise set end_reason = ?2 where id = ?1", id, reason.substr(0, text_max));
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
    if (!to) return invalid("promises.owner", "owner_id", "Say who takes the promise.");
    tx.exec("update promise set owner_id = ?2, version = version + 1 where id = ?1", id, to);
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
        tx.exec(
            "update promise set due_at = ?2, due_from = ?3, version = version + 1 "
            "where id = ?1",
            p.id, to_ms(p.due_at), p.due_from ? std::optional(to_ms(*p.due_from)) : std::nullopt);
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

std::vector<Promise> Promises::mark_due(db::Tx& tx, Time now) const {
    const auto rows =
        tx.query(std::string(sql_select) +
                     " where state = 'open' and due_at < ?1 order by due_at, id limit 1000",
                 now);
    auto out = read_all(tx.conn, d_, rows);
    for (auto& p : out)
        if (const auto to = next(p.state, Event::due_passed)) assign(tx, p, *to, {});
    return out;
}

std::optional<Time> Promises::next_due(db::Conn& c) const {
    const auto r =
        c.query("select due_at from promise where state = 'open' order by due_at limit 1");
    return r.empty() ? std::nullopt : std::optional(from_ms(r.i64(0, 0)));
}

std::vector<Promise> Promises::due_between(db::Conn& c, Time from, Time to) const {
    return read_all(
        c, d_,
        c.query(std::string(sql_select) +
                    " where state = 'open' and due_at >= ?1 and due_at < ?2 order by due_at, id",
                from, to));
}

std::int64_t Promises::count_due(db::Conn& c, Time from, Time to) const {
    return c
        .query("select count(*) from promise where state = 'open' and due_at >= ?1 and due_at < ?2",
               from, to)
        .i64(0, 0);
}

std::int64_t Promises::count_overdue(db::Conn& c, Time now) const {
    return c
        .query(
            "select count(*) from promise where state = 'broken' or (state = 'open' and due_at < "
            "?1)",
            now)
        .i64(0, 0);
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

namespace {

/// "due.id": stable under new rows, unlike an offset.
void add_cursor(const std::string& cursor, std::string& where, std::vector<db::Value>& args) {
    const auto dot = cursor.find('.');
    if (dot == std::string::npos) return;
    const auto due = std::strtoll(cursor.c_str(), nullptr, 10),
               id = std::strtoll(cursor.c_str() + dot + 1, nullptr, 10);
    const auto n = args.size();
    where += " and (due_at > ?" + std::to_string(n + 1) + " or (due_at = ?" +
             std::to_string(n + 2) + " and id > ?" + std::to_string(n + 3) + "))";
    args.insert(args.end(), {db::Value{std::int64_t{due}}, db::Value{std::int64_t{due}},
                             db::Value{std::int64_t{id}}});
}

}  // namespace

PromisePage Promises::list(db::Conn& c, const Filter& f) const {
    std::string where = " where 1 = 1";
    std::vector<db::Value> args;
    const auto add = [&](std::string_view condition, db::Value v) {
        args.push_back(std::move(v));
        where += " and " + std::string(condition) + " ?" + std::to_string(args.size());
    };
    if (f.state) add("state =", std::string(to_name(*f.state)));
    if (f.owner) add("owner_id =", f.owner->value);
    if (f.customer) add("customer_id =", f.customer->value);
    if (f.order) add("order_id =", f.order->value);
    if (f.due_before) add("due_at <", to_ms(*f.due_before));
    add_cursor(f.cursor, where, args);
    const int limit = std::clamp(f.limit, 1, 500);
    args.emplace_back(std::int64_t{limit + 1});
    const auto sql =
        sql_select + where + " order by due_at, id limit ?" + std::to_string(args.size());
    PromisePage page{read_all(c, d_, c.run(sql, args)), {}};
    if (static_cast<int>(page.items.size()) > limit) {
        page.items.resize(static_cast<std::size_t>(limit));
        page.next = std::to_string(to_ms(page.items.back().due_at)) + "." +
                    std::to_string(page.items.back().id.value);
    }
    return page;
}

}  // namespace ol::promises
