#include "shop/promises/events.hpp"

namespace ol::promises {
namespace {

/// " and (shop_id is null or shop_id in (?5, ...))"; nothing when every shop is the reader's.
std::string in_shops(const std::vector<std::int64_t>& shops, std::vector<db::Value>& args) {
    if (shops.empty()) return "";
    std::string marks;
    for (const auto shop : shops) {
        args.emplace_back(shop);
        marks += (marks.empty() ? "?" : ", ?") + std::to_string(args.size());
    }
    return " and (shop_id is null or shop_id in (" + marks + "))";
}

}  // namespace

std::vector<customers::ThreadEntry> thread(db::Conn& c, const customers::ThreadAsk& ask) {
    std::vector<db::Value> args{ask.customer.value, to_ms(ask.before), ask.before_id,
                                std::int64_t{ask.limit}};
    const auto shops = in_shops(ask.shops, args);  // before args are read
    const auto r = c.run(
        "select id, created_at, kind, state, words, owner_id, due_at, order_id from promise "
        "where customer_id = ?1 and (created_at, id) < (?2, ?3)" +
            shops + " order by created_at desc, id desc limit ?4",
        args);
    std::vector<customers::ThreadEntry> out;
    for (std::size_t i = 0; i < r.size(); ++i) {
        customers::ThreadEntry e;
        e.kind = customers::ThreadKind::promise;
        e.id = std::to_string(r.i64(i, 0));
        e.at = from_ms(r.i64(i, 1));
        e.what = r.text(i, 2);
        e.state = r.text(i, 3);
        e.text = r.text(i, 4);
        if (!r.is_null(i, 5)) e.by = PersonId{r.i64(i, 5)};
        e.due_at = from_ms(r.i64(i, 6));
        if (!r.is_null(i, 7)) e.order_id = OrderId{r.i64(i, 7)};
        out.push_back(std::move(e));
    }
    return out;
}

std::int64_t open_promises(db::Conn& c, CustomerId customer) {
    return c
        .query("select count(*) from promise where customer_id = ?1 and state = 'open'", customer)
        .i64(0, 0);
}

void erase_buyer(db::Tx& tx, CustomerId customer) {
    tx.exec(
        "update promise set words = '', end_reason = '', version = version + 1 "
        "where customer_id = ?1",
        customer);
    tx.exec(R"(update question set contact = '', content = '', reply = '' where promise_id in
        (select id from promise where customer_id = ?1))",
            customer);
}

}  // namespace ol::promises
