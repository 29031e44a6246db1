#include "shop/orders/events.hpp"

#include <algorithm>
#include <string>

#include "platform/base/json.hpp"
#include "platform/base/text.hpp"
#include "shop/orders/finding.hpp"
#include "shop/orders/types.hpp"

namespace ol::orders {
namespace {

std::string in_shops(std::span<const std::int64_t> shops, std::vector<db::Value>& args) {
    std::string in;
    for (const auto shop : shops) {
        args.emplace_back(shop);
        in += (in.empty() ? "?" : ",?") + std::to_string(args.size());
    }
    return in.empty() ? "" : " and shop_id in (" + in + ")";
}

}  // namespace

std::vector<customers::ThreadEntry> thread(db::Conn& c, const customers::ThreadAsk& ask) {
    std::vector<db::Value> args{ask.customer.value, to_ms(ask.before), ask.before_id,
                                std::int64_t{ask.limit}};
    const auto shops = in_shops(ask.shops, args);  // before args are read
    const auto r = c.run(
        "select id, created_at, number, desk_state, total, currency, note, owner_id from "
        "shop_order where customer_id = ?1 and (created_at, id) < (?2, ?3)" +
            shops + " order by created_at desc, id desc limit ?4",
        args);
    std::vector<customers::ThreadEntry> out;
    for (std::size_t i = 0; i < r.size(); ++i) {
        customers::ThreadEntry e;
        e.kind = customers::ThreadKind::order;
        e.id = std::to_string(r.i64(i, 0));
        e.at = from_ms(r.i64(i, 1));
        e.order_id = OrderId{r.i64(i, 0)};
        e.order_number = r.text(i, 2);
        e.state = r.text(i, 3);
        e.total = Money{r.i64(i, 4), r.text(i, 5)};
        e.text = r.text(i, 6);
        if (!r.is_null(i, 7)) e.by = PersonId{r.i64(i, 7)};
        out.push_back(std::move(e));
    }
    return out;
}

std::vector<std::pair<CustomerId, std::string>> buyers_by_number(
    db::Conn& c, std::span<const std::int64_t> shops, std::string_view number) {
    std::string upper(trim(number));
    if (!upper.empty() && upper.front() == '#') upper.erase(0, 1);
    std::ranges::transform(upper, upper.begin(),
                           [](char ch) { return ch >= 'a' && ch <= 'z' ? ch - 32 : ch; });
    std::vector<db::Value> args{upper, "D" + upper};
    const auto in = in_shops(shops, args);  // before args are read
    const auto r = c.run("select customer_id, number from shop_order where number in (?1, ?2)" +
                             in + " order by created_at desc limit 8",
                         args);
    std::vector<std::pair<CustomerId, std::string>> out;
    for (std::size_t i = 0; i < r.size(); ++i)
        out.emplace_back(CustomerId{r.i64(i, 0)}, r.text(i, 1));
    return out;
}

namespace {

/// A merge keeps both orders as they were, names and addresses too. Its box goes with the first of
/// its buyers who is erased, even when the other one stays: then it cannot be undone.
void erase_merges(db::Tx& tx, CustomerId customer) {
    tx.exec(R"(update order_merge set before_box = '', standing = ?2
        where target_id in (select id from shop_order where customer_id = ?1)
        or id in (select l.merge_id from order_link l join shop_order o on o.id = l.order_id
            where o.customer_id = ?1))",
            customer, false);
}

void erase_snapshots(db::Tx& tx, CustomerId customer) {
    const auto r = tx.query(R"(select e.order_id, e.snapshot from order_external e
        join shop_order o on o.id = e.order_id where o.customer_id = ?1)",
                            customer);
    for (std::size_t i = 0; i < r.size(); ++i) {
        const auto kept = json::read<ExternalOrder>(r.text(i, 1));
        tx.exec(R"(update order_external set snapshot = ?2, content_hash = '', erased = ?3
            where order_id = ?1)",
                r.i64(i, 0), kept ? json::write(without_person(*kept)) : std::string("{}"), true);
    }
}

}  // namespace

ExternalOrder without_person(ExternalOrder e) {
    for (auto* text :
         {&e.customer_name, &e.customer_phone, &e.customer_email, &e.language, &e.recipient,
          &e.phone, &e.address, &e.city, &e.region, &e.postcode, &e.note})
        text->clear();
    return e;
}

void erase_buyer(db::Tx& tx, CustomerId customer) {
    erase_merges(tx, customer);
    erase_snapshots(tx, customer);
    constexpr auto his = "(select id from shop_order where customer_id = ?1)";
    for (const auto* sql :
         {"update order_check set value = '', before_value = null where order_id in ",
          "update order_change set before_value = '', after_value = '' where order_id in ",
          "update order_timeline set params = '{\"params\":[]}' where order_id in "})
        tx.exec(std::string(sql) + his, customer);
    finding::forget(tx, customer);
    tx.exec(R"(update shop_order set recipient = '', phone = '', phone_reversed = '', address = '',
        note = '', searched = '', hold_reason = null, cancel_reason = null, version = version + 1
        where customer_id = ?1)",
            customer);
}

namespace {

/// Goods are under way or may still be, money is not settled: who he is has to be known.
constexpr std::string_view sql_open = R"(select number from shop_order where customer_id = ?1
    and desk_state not in ('cancelled','duplicate','delivered','completed','returned','merged')
    order by id limit 1000)";
constexpr std::string_view sql_unpaid = R"(select number from shop_order where customer_id = ?1
    and desk_state in ('delivered','completed') and pay_state in ('unpaid','partly_paid')
    and paid < total order by id limit 1000)";
constexpr std::size_t numbers_most = 10;

}  // namespace

std::vector<customers::HeldBack> held_back(db::Conn& c, CustomerId customer) {
    std::vector<customers::HeldBack> out;
    for (const auto& [code, sql] :
         {std::pair{"open_orders", sql_open}, {"unpaid_orders", sql_unpaid}}) {
        const auto r = c.query(sql, customer);
        if (r.empty()) continue;
        customers::HeldBack why{code, static_cast<std::int64_t>(r.size()), {}};
        for (std::size_t i = 0; i < std::min(r.size(), numbers_most); ++i)
            why.numbers.push_back(r.text(i, 0));
        out.push_back(std::move(why));
    }
    return out;
}

std::vector<OrderId> ids_of_buyer(db::Conn& c, CustomerId customer) {
    const auto r = c.query("select id from shop_order where customer_id = ?1", customer);
    std::vector<OrderId> out;
    for (std::size_t i = 0; i < r.size(); ++i) out.push_back({r.i64(i, 0)});
    return out;
}

}  // namespace ol::orders
