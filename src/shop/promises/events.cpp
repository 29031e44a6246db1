#include "shop/promises/events.hpp"

namespace ol::promises {

std::vector<customers::ThreadEntry> thread(db::Conn& c, const customers::ThreadAsk& ask) {
    const auto r = c.query(R"(select id, created_at, kind, state, words, owner_id, due_at, order_id
        from promise where customer_id = ?1 and (created_at, id) < (?2, ?3)
        order by created_at desc, id desc limit ?4)",
                           ask.customer, ask.before, ask.before_id, ask.limit);
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

void erase_buyer(db::Tx& tx, CustomerId customer) {
    tx.exec(
        "update promise set words = '', end_reason = '', version = version + 1 "
        "where customer_id = ?1",
        customer);
}

}  // namespace ol::promises
