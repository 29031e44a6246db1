#include "shop/orders/store.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "platform/base/json.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "shop/orders/finding.hpp"

namespace ol::orders::store {
namespace {

constexpr auto sql_load =
    R"(select id, shop_id, number, customer_id, desk_state, hold_reason, hold_until, cancel_reason,
    pay_state, pay_method, ship_state, currency, total, cod_due, paid, extra, recipient, phone,
    delivery_method, address,
    city, delivery_from, delivery_to, owner_id, source, external_id, note, created_at, version
    from shop_order where id = ?1)";
constexpr auto sql_lines =
    "select id, sku, name, quantity, price, total from order_line where order_id = ?1 order by "
    "line_no";
constexpr auto sql_checks =
    R"(select field, state, value, before_value, person_id, at, contact_id from order_check
    where order_id = ?1)";
constexpr auto sql_insert =
    R"(insert into shop_order (id, version, shop_id, number, customer_id, desk_state, hold_reason,
    hold_until, cancel_reason, pay_state, pay_method, ship_state, currency, total, cod_due, paid,
    extra, recipient, phone,
    phone_reversed, delivery_method, address, city, delivery_from, delivery_to, owner_id, source,
    external_id, note,
    searched, checks_done, created_at)
    values (?1,1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,?23,
    ?24,?25,?26,?27,?28,
    ?29,?30,?31))";
constexpr auto sql_update =
    R"(update shop_order set shop_id = ?2, number = ?3, customer_id = ?4, desk_state = ?5,
    hold_reason = ?6, hold_until = ?7, cancel_reason = ?8, pay_state = ?9, pay_method = ?10,
    ship_state = ?11,
    currency = ?12, total = ?13, cod_due = ?14, paid = ?15, extra = ?16, recipient = ?17,
    phone = ?18,
    phone_reversed = ?19, delivery_method = ?20, address = ?21, city = ?22, delivery_from = ?23,
    delivery_to = ?24,
    owner_id = ?25, source = ?26, external_id = ?27, note = ?28, searched = ?29,
    checks_done = ?30, created_at = ?31,
    version = version + 1 where id = ?1 and version = ?32)";
constexpr auto sql_line =
    R"(insert into order_line (id, order_id, line_no, sku, name, quantity, price, total)
    values (?1,?2,?3,?4,?5,?6,?7,?8))";
constexpr auto sql_check =
    R"(insert into order_check (order_id, field, state, value, before_value, person_id, at,
    contact_id) values (?1,?2,?3,?4,?5,?6,?7,?8))";
constexpr auto sql_number = R"(insert into order_counter (shop_id, last_number) values (?1, 1001)
    on conflict (shop_id) do update set last_number = order_counter.last_number + 1
    returning last_number)";
constexpr auto sql_external =
    R"(insert into order_external (order_id, origin, external_id, modified_at, content_hash,
    snapshot) values (?1,?2,?3,?4,?5,?6)
    on conflict (order_id) do update set modified_at = excluded.modified_at,
    content_hash = excluded.content_hash, snapshot = excluded.snapshot)";
constexpr auto sql_sold = R"(select l.sku, l.name, l.price, o.currency from order_line l join
    (select id, currency, created_at from shop_order where shop_id = ?1
     order by created_at desc, id desc limit 2000) o on o.id = l.order_id
    order by o.created_at desc, o.id desc, l.line_no)";
template <class E>
E enum_at(const db::Rows& r, std::size_t row, int col) {
    return from_name<E>(r.text(row, col)).value_or(E{});
}
std::optional<Time> time_at(const db::Rows& r, std::size_t row, int col) {
    return r.is_null(row, col) ? std::nullopt : std::optional(from_ms(r.i64(row, col)));
}
std::optional<std::string> text_at(const db::Rows& r, std::size_t row, int col) {
    return r.is_null(row, col) ? std::nullopt : std::optional(r.text(row, col));
}
template <class I>
std::optional<I> id_at(const db::Rows& r, std::size_t row, int col) {
    return r.is_null(row, col) ? std::nullopt : std::optional(I{r.i64(row, col)});
}

Kept read_order(const db::Rows& r) {
    Kept k;
    Order& o = k.order;
    o.id = {r.i64(0, 0)};
    o.shop_id = {r.i64(0, 1)};
    o.number = r.text(0, 2);
    o.customer_id = {r.i64(0, 3)};
    o.desk_state = enum_at<DeskState>(r, 0, 4);
    o.hold_reason = text_at(r, 0, 5);
    o.hold_until = time_at(r, 0, 6);
    o.cancel_reason = text_at(r, 0, 7);
    o.pay_state = enum_at<PayState>(r, 0, 8);
    o.pay_method = enum_at<PayMethod>(r, 0, 9);
    o.ship_state = enum_at<ShipState>(r, 0, 10);
    o.total = {r.i64(0, 12), r.text(0, 11)};
    o.cod_due = {r.i64(0, 13), r.text(0, 11)};
    k.paid_minor = r.i64(0, 14);
    k.extra_minor = r.i64(0, 15);
    o.recipient = r.text(0, 16);
    o.phone = r.text(0, 17);
    o.delivery_method = enum_at<DeliveryMethod>(r, 0, 18);
    o.address = r.text(0, 19);
    k.city = r.text(0, 20);
    o.delivery_from = time_at(r, 0, 21);
    o.delivery_to = time_at(r, 0, 22);
    o.owner_id = id_at<PersonId>(r, 0, 23);
    o.source = r.text(0, 24);
    o.external_id = r.text(0, 25);
    o.note = r.text(0, 26);
    o.created_at = from_ms(r.i64(0, 27));
    o.version = r.i64(0, 28);
    return k;
}

/// Parameters ?1 (id) to ?31 in the order of both statements.
std::vector<db::Value> values_of(const Kept& k, std::string_view customer_name) {
    using db::to_value;
    const Order& o = k.order;
    return {to_value(o.id),
            to_value(o.shop_id),
            to_value(o.number),
            to_value(o.customer_id),
            to_value(to_name(o.desk_state)),
            to_value(o.hold_reason),
            to_value(o.hold_until),
            to_value(o.cancel_reason),
            to_value(to_name(o.pay_state)),
            to_value(to_name(o.pay_method)),
            to_value(to_name(o.ship_state)),
            to_value(o.total.currency),
            to_value(o.total.minor),
            to_value(o.cod_due.minor),
            to_value(k.paid_minor),
            to_value(k.extra_minor),
            to_value(o.recipient),
            to_value(o.phone),
            to_value(std::string(o.phone.rbegin(), o.phone.rend())),
            to_value(to_name(o.delivery_method)),
            to_value(o.address),
            to_value(k.city),
            to_value(o.delivery_from),
            to_value(o.delivery_to),
            to_value(o.owner_id),
            to_value(o.source),
            to_value(o.external_id),
            to_value(o.note),
            to_value(finding::searched(k, customer_name)),
            to_value(checks_done(o)),
            to_value(o.created_at)};
}

finding::Standing standing_of(const Kept& k, std::string_view customer_name) {
    return {finding::searched(k, customer_name), k.order.desk_state, k.order.shop_id};
}

void insert_lines(db::Tx& tx, Order& o, IdSource& ids) {
    std::int64_t no = 0;
    for (auto& l : o.lines) {
        if (!l.id) l.id = ids.next_id<LineId>();
        tx.exec(sql_line, l.id, o.id, no++, l.sku, l.name, l.quantity, l.price.minor,
                l.total.minor);
    }
}

void insert_checks(db::Tx& tx, const Order& o) {
    for (const auto& c : o.checks)
        if (c.state != CheckState::open)
            tx.exec(sql_check, o.id, to_name(c.field), to_name(c.state), c.value, c.before, c.by,
                    c.at, c.contact_id);
}

}  // namespace

std::optional<Kept> load(db::Conn& c, OrderId id) {
    const auto rows = c.query(sql_load, id);
    if (rows.empty()) return std::nullopt;
    Kept k = read_order(rows);
    const auto lines = c.query(sql_lines, id);
    const auto& cur = k.order.total.currency;
    for (std::size_t i = 0; i < lines.size(); ++i)
        k.order.lines.push_back({{lines.i64(i, 0)},
                                 lines.text(i, 1),
                                 lines.text(i, 2),
                                 lines.i64(i, 3),
                                 {lines.i64(i, 4), cur},
                                 {lines.i64(i, 5), cur}});
    const auto checks = c.query(sql_checks, id);
    for (std::size_t i = 0; i < checks.size(); ++i)
        k.order.checks.push_back({enum_at<CheckField>(checks, i, 0),
                                  enum_at<CheckState>(checks, i, 1),
                                  checks.text(i, 2),
                                  id_at<PersonId>(checks, i, 4),
                                  {},
                                  time_at(checks, i, 5),
                                  id_at<ContactId>(checks, i, 6),
                                  text_at(checks, i, 3)});
    return k;
}

std::vector<TimelineEntry> timeline(db::Conn& c, OrderId id,
                                    const std::function<std::string(PersonId)>& name) {
    std::vector<TimelineEntry> out;
    const auto r = c.query(
        "select at, kind, person_id, params from order_timeline where order_id = ?1 order by id",
        id);
    for (std::size_t i = 0; i < r.size(); ++i) {
        auto box = json::read<ParamsBox>(r.text(i, 3));
        const PersonId by{r.i64(i, 2)};
        out.push_back({from_ms(r.i64(i, 0)), r.text(i, 1), by && name ? name(by) : "",
                       box ? box->params : Params{}});
    }
    return out;
}

void insert(db::Tx& tx, Kept& k, std::string_view customer_name, IdSource& ids) {
    tx.conn.run(sql_insert, values_of(k, customer_name));
    finding::written(tx, k.order.id, std::nullopt, standing_of(k, customer_name));
    k.order.version = 1;
    insert_lines(tx, k.order, ids);
    insert_checks(tx, k.order);
}

bool save(db::Tx& tx, Kept& k, std::int64_t version, std::string_view customer_name,
          IdSource& ids) {
    auto values = values_of(k, customer_name);
    values.emplace_back(version);
    const auto was = finding::standing(tx.conn, k.order.id);
    tx.conn.run(sql_update, values);
    if (tx.conn.changed() != 1) return false;
    finding::written(tx, k.order.id, was, standing_of(k, customer_name));
    k.order.version = version + 1;
    tx.exec("delete from order_line where order_id = ?1", k.order.id);
    insert_lines(tx, k.order, ids);
    tx.exec("delete from order_check where order_id = ?1", k.order.id);
    insert_checks(tx, k.order);
    return true;
}

void add_timeline(db::Tx& tx, std::int64_t id, OrderId order, std::string_view kind, PersonId by,
                  const Params& params) {
    tx.exec(
        "insert into order_timeline (id, order_id, at, kind, person_id, params) values "
        "(?1,?2,?3,?4,?5,?6)",
        id, order, tx.now, kind, by, json::write(ParamsBox{params}));
}

void add_change(db::Tx& tx, std::int64_t id, OrderId order, std::int64_t version,
                const FieldChange& c, const Evidence& e, std::string_view kind) {
    tx.exec(
        R"(insert into order_change (id, order_id, order_version, kind, field, before_value,
        after_value, price_delta,
        person_id, contact_id, at, given, later_days)
        values (?1,?2,?3,?11,?4,?5,?6,?7,?8,?9,?10,?12,?13))",
        id, order, version, to_name(c.field), c.before, c.after, c.price_delta, e.by, e.contact,
        e.at, kind, c.given, c.later_days);
}

Given given_so_far(db::Conn& c, OrderId order) {
    const auto r = c.query(R"(select cast(coalesce(sum(given), 0) as bigint),
        cast(coalesce(sum(later_days), 0) as bigint) from order_change where order_id = ?1)",
                           order);
    return {r.i64(0, 0), r.i64(0, 1)};
}

void take_back_given(db::Tx& tx, OrderId order) {
    tx.exec(R"(update order_change set given = 0, later_days = 0 where id = (select max(id)
        from order_change where order_id = ?1 and kind = 'merge'))",
            order);
}

std::string next_number(db::Tx& tx, ShopId shop) {
    return "D" + std::to_string(tx.query(sql_number, shop).i64(0, 0));
}

std::vector<Product> sold_lately(db::Conn& c, ShopId shop, std::string_view folded, int limit) {
    const auto r = c.query(sql_sold, shop);
    std::vector<Product> out;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < r.size() && std::cmp_less(out.size(), limit); ++i) {
        Product p{r.text(i, 0), r.text(i, 1), {r.i64(i, 2), r.text(i, 3)}};
        if (fold(p.sku + " " + p.name).find(folded) == std::string::npos) continue;
        if (!seen.insert(p.sku.empty() ? p.name : p.sku).second) continue;
        out.push_back(std::move(p));
    }
    return out;
}

std::optional<External> external(db::Conn& c, std::string_view origin,
                                 std::string_view external_id) {
    const auto r =
        c.query(R"(select order_id, modified_at, content_hash, snapshot from order_external
        where origin = ?1 and external_id = ?2)",
                origin, external_id);
    if (r.empty()) return std::nullopt;
    return External{{r.i64(0, 0)}, from_ms(r.i64(0, 1)), r.text(0, 2), r.text(0, 3)};
}

void put_external(db::Tx& tx, std::string_view origin, std::string_view external_id,
                  const External& e) {
    tx.exec(sql_external, e.order, origin, external_id, e.modified_at, e.hash, e.snapshot);
}

}  // namespace ol::orders::store
