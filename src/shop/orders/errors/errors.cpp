// Errors found later: registered, given back as lessons, counted.
#include "shop/orders/errors/errors.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "platform/base/names.hpp"
#include "platform/base/text.hpp"

namespace ol::orders {
namespace {

constexpr std::string_view first = R"(create table order_error (
    id bigint primary key,
    order_id bigint not null references shop_order(id),
    shop_id bigint not null,
    kind text not null,
    cause text not null,
    caused_by bigint,
    found_by bigint not null,
    found_at bigint not null,
    lesson text not null,
    cost bigint not null,
    currency text not null,
    seen_at bigint
);
create index order_error_order on order_error (order_id);
create index order_error_person on order_error (caused_by, seen_at);
create index order_error_found on order_error (found_at)
)";
constexpr db::Migration all[] = {{"order_errors", 1, "errors found later", first}};

constexpr auto sql_select = R"(select e.id, e.order_id, e.shop_id, o.number, e.kind, e.cause,
    e.caused_by, e.found_by, e.found_at, e.lesson, e.cost, e.currency, e.seen_at
    from order_error e join shop_order o on o.id = e.order_id )";

std::string two(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }

std::string day_in(Time t, const std::string& zone) {
    const auto l = local_time(t, zone);
    if (!l) return {};
    return std::to_string(l->year) + "-" + two(l->month) + "-" + two(l->day);
}

void add_cost(std::vector<Money>& to, const Money& cost) {
    if (cost.minor == 0) return;
    for (auto& m : to)
        if (m.currency == cost.currency) {
            if (auto sum = ol::add(m, cost)) m = *sum;
            return;
        }
    to.push_back(cost);
}

Result<> check_words(const NewOrderError& in, const std::string& currency) {
    if (!valid_utf8(in.lesson) || utf8_length(in.lesson) > lesson_max)
        return invalid("orders.lesson", "lesson", "At most 1000 characters fit here.");
    if (in.cause == ErrorCause::operator_ && trim(in.lesson).empty())
        return invalid("orders.lesson", "lesson", "Say what to do otherwise next time.");
    if (in.cost &&
        (in.cost->minor < 0 || in.cost->minor > cost_max || in.cost->currency != currency))
        return invalid("orders.amount", "cost",
                       "Write what it cost in the order's currency, between 0 and 10,000,000.00.");
    return {};
}

}  // namespace

std::span<const db::Migration> error_migrations() { return all; }

void erase_errors(db::Tx& tx, std::span<const OrderId> orders) {
    for (const auto order : orders)
        tx.exec("update order_error set lesson = '' where order_id = ?1", order);
}

std::optional<CheckField> field_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::wrong_goods:
        case ErrorKind::wrong_size: return CheckField::product;
        case ErrorKind::wrong_quantity: return CheckField::quantity;
        case ErrorKind::wrong_price: return CheckField::amount;
        case ErrorKind::wrong_address: return CheckField::address;
        case ErrorKind::wrong_contact: return CheckField::phone;
        case ErrorKind::wrong_time: return CheckField::delivery_time;
        case ErrorKind::taken_twice:
        case ErrorKind::not_told:
        case ErrorKind::other: return {};
    }
    return {};
}

std::vector<OrderError> OrderErrors::read(db::Conn& c, std::string_view where,
                                          std::span<const db::Value> args) const {
    const auto r = c.run(std::string(sql_select) + std::string(where), args);
    const auto name = [&](PersonId p) {
        return d_.person_name ? d_.person_name(c, p) : std::string();
    };
    std::vector<OrderError> out;
    for (std::size_t i = 0; i < r.size(); ++i) {
        OrderError e{{r.i64(i, 0)}, {r.i64(i, 1)}, {r.i64(i, 2)}, r.text(i, 3)};
        e.kind = from_name<ErrorKind>(r.text(i, 4)).value_or(ErrorKind::other);
        e.cause = from_name<ErrorCause>(r.text(i, 5)).value_or(ErrorCause::operator_);
        if (!r.is_null(i, 6)) {
            e.caused_by = PersonId{r.i64(i, 6)};
            e.caused_by_name = name(*e.caused_by);
        }
        e.found_by = {r.i64(i, 7)}, e.found_by_name = name(e.found_by);
        e.found_at = from_ms(r.i64(i, 8)), e.lesson = r.text(i, 9);
        e.cost = {r.i64(i, 10), r.text(i, 11)};
        if (!r.is_null(i, 12)) e.seen_at = from_ms(r.i64(i, 12));
        out.push_back(std::move(e));
    }
    return out;
}

/// Named, or else who settled the fact that was wrong, or else who owns the order.
Result<std::optional<PersonId>> OrderErrors::charged(db::Conn& c, const Order& order,
                                                     const NewOrderError& in) const {
    (void)c;
    if (in.cause != ErrorCause::operator_) return std::optional<PersonId>{};
    auto who = in.caused_by;
    if (const auto field = field_of(in.kind); !who && field) who = check_of(order, *field).by;
    if (!who) who = order.owner_id;
    if (!who || !*who || (d_.known && !d_.known(*who, order.shop_id)))
        return invalid("orders.caused_by", "caused_by",
                       "Say whose error it was: somebody who works for this shop.");
    return who;
}

Result<OrderError> OrderErrors::add(db::Tx& tx, OrderId id, const NewOrderError& in,
                                    PersonId by) const {
    const auto order = d_.orders.order(tx.conn, id);
    if (!order) return order.error();
    if (auto ok = check_words(in, order->total.currency); !ok) return ok.error();
    const auto who = charged(tx.conn, *order, in);
    if (!who) return who.error();
    const auto had =
        tx.query("select 1 from order_error where order_id = ?1 and kind = ?2", id, in.kind);
    if (!had.empty())
        return conflict("orders.error_twice", "This error of the order is registered already.");
    const auto error = d_.ids.next_id<OrderErrorId>();
    tx.exec(R"(insert into order_error (id, order_id, shop_id, kind, cause, caused_by, found_by,
        found_at, lesson, cost, currency, seen_at) values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,
        null))",
            error, id, order->shop_id, in.kind, in.cause, *who, by, tx.now, trim(in.lesson),
            in.cost ? in.cost->minor : 0, order->total.currency);
    tx.journal({"order.error_found", id.value, by.value,
                R"({"kind":")" + std::string(to_name(in.kind)) + R"(","cause":")" +
                    std::string(to_name(in.cause)) + R"("})"});
    const db::Value args[] = {error.value};
    return read(tx.conn, "where e.id = ?1", args).at(0);
}

Result<OrderError> OrderErrors::seen(db::Tx& tx, OrderErrorId id, PersonId by) const {
    const db::Value args[] = {id.value};
    const auto had = read(tx.conn, "where e.id = ?1", args);
    if (had.empty() || had[0].caused_by != by)
        return not_found("orders.unknown", "No such lesson of yours.");
    if (!had[0].seen_at) {
        tx.exec("update order_error set seen_at = ?2 where id = ?1", id, tx.now);
        tx.journal({"order.lesson_seen", had[0].order_id.value, by.value});
    }
    return read(tx.conn, "where e.id = ?1", args).at(0);
}

std::vector<OrderError> OrderErrors::of_order(db::Conn& c, OrderId order) const {
    const db::Value args[] = {order.value};
    return read(c, "where e.order_id = ?1 order by e.id", args);
}

std::vector<OrderError> OrderErrors::lessons(db::Conn& c, PersonId person) const {
    const db::Value args[] = {person.value};
    return read(c, "where e.caused_by = ?1 and e.seen_at is null order by e.id limit 50", args);
}

std::vector<OrderError> OrderErrors::found(db::Conn& c, Time from, Time to,
                                           const std::set<std::int64_t>& shops) const {
    const db::Value args[] = {to_ms(from), to_ms(to)};
    auto all_shops =
        read(c, "where e.found_at >= ?1 and e.found_at < ?2 order by e.id limit 10000", args);
    std::erase_if(all_shops, [&](const OrderError& e) {
        return !shops.empty() && !shops.contains(e.shop_id.value);
    });
    return all_shops;
}

ErrorFigures OrderErrors::figures(db::Conn& c, Time from, Time to,
                                  const std::set<std::int64_t>& shops) const {
    ErrorFigures out;
    std::map<std::tuple<std::string, ErrorKind, ErrorCause, std::int64_t>, ErrorCount> rows;
    std::map<std::int64_t, std::string> zones;
    for (const auto& e : found(c, from, to, shops)) {
        auto [zone, fresh] = zones.try_emplace(e.shop_id.value);
        if (fresh) zone->second = d_.orders.deps().shop(c, e.shop_id).tz;
        const auto day = day_in(e.found_at, zone->second);
        auto& row = rows[{day, e.kind, e.cause, e.caused_by.value_or(PersonId{}).value}];
        row.day = day, row.kind = e.kind, row.cause = e.cause;
        row.person = e.caused_by, row.person_name = e.caused_by_name;
        ++row.errors, ++out.errors;
        row.seen += e.seen_at.has_value();
        add_cost(row.cost, e.cost);
    }
    for (auto& [key, row] : rows) out.rows.push_back(std::move(row));
    const auto left = c.query(R"(select o.shop_id, count(*) from order_timeline t
        join shop_order o on o.id = t.order_id where t.kind = 'hand_over' and t.at >= ?1
        and t.at < ?2 group by o.shop_id)",
                              from, to);
    for (std::size_t i = 0; i < left.size(); ++i)
        if (shops.empty() || shops.contains(left.i64(i, 0))) out.handed_over += left.i64(i, 1);
    return out;
}

}  // namespace ol::orders
