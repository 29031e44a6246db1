#include "contact/calls/events.hpp"

#include "contact/recordings/recordings.hpp"

namespace ol::calls {
namespace {

std::string in_shops(const std::vector<std::int64_t>& shops, std::vector<db::Value>& args) {
    std::string in;
    for (const auto shop : shops) {
        args.emplace_back(shop);
        in += (in.empty() ? "?" : ",?") + std::to_string(args.size());
    }
    return in.empty() ? "" : " and shop_id in (" + in + ")";
}

std::optional<WithBuyer> first(const db::Rows& r) {
    if (r.empty()) return std::nullopt;
    return WithBuyer{{r.i64(0, 0)},
                     {r.i64(0, 1)},
                     {r.i64(0, 2)},
                     from_ms(r.is_null(0, 3) ? r.i64(0, 4) : r.i64(0, 3)),
                     {r.i64(0, 5)},
                     r.text(0, 6) == "booked"};
}

}  // namespace

std::vector<customers::ThreadEntry> thread(db::Conn& c, const customers::ThreadAsk& ask) {
    std::vector<db::Value> args{ask.customer.value, to_ms(ask.before), ask.before_id,
                                std::int64_t{ask.limit}};
    const auto shops = in_shops(ask.shops, args);  // before args are read
    const auto r = c.run(
        "select id, entered_at, channel, direction, state, exit, disposition, note, agent_id, "
        "talk_ms, rating from contact where customer_id = ?1 and (entered_at, id) < (?2, ?3)" +
            shops + " order by entered_at desc, id desc limit ?4",
        args);
    std::vector<customers::ThreadEntry> out;
    for (std::size_t i = 0; i < r.size(); ++i) {
        customers::ThreadEntry e;
        e.kind = customers::ThreadKind::contact;
        e.id = std::to_string(r.i64(i, 0));
        e.at = from_ms(r.i64(i, 1));
        e.what = r.text(i, 2);
        e.direction = r.text(i, 3);
        e.state = !r.text(i, 6).empty()   ? r.text(i, 6)
                  : !r.text(i, 5).empty() ? r.text(i, 5)
                                          : r.text(i, 4);
        e.text = r.text(i, 7);
        if (!r.is_null(i, 8) && r.i64(i, 8) != 0) e.by = PersonId{r.i64(i, 8)};
        e.talk_ms = r.i64(i, 9);
        if (!r.is_null(i, 10)) e.rating = static_cast<int>(r.i64(i, 10));
        out.push_back(std::move(e));
    }
    return out;
}

std::optional<WithBuyer> in_talk(db::Conn& c, CustomerId customer) {
    return first(c.query(R"(select customer_id, agent_id, id, answered_at, entered_at, shop_id,
        task_reason from contact where customer_id = ?1 and state in ('talking', 'dialling')
        and agent_id > 0 order by entered_at desc limit 1)",
                         customer));
}

std::optional<WithBuyer> with_buyer(db::Conn& c, ContactId contact) {
    return first(c.query(R"(select coalesce(customer_id, 0), coalesce(agent_id, 0), id, answered_at,
        entered_at, shop_id, task_reason from contact where id = ?1)",
                         contact));
}

void belongs_to(db::Tx& tx, ContactId contact, CustomerId customer) {
    tx.exec("update contact set customer_id = ?2 where id = ?1", contact, customer);
    tx.exec("update recording set customer_id = ?2 where contact_id = ?1", contact, customer);
}

std::int64_t open_contacts(db::Conn& c, CustomerId customer) {
    return c
        .query("select count(*) from contact where customer_id = ?1 and state <> 'done'", customer)
        .i64(0, 0);
}

std::int64_t held_recordings(db::Conn& c, CustomerId customer) {
    return c
        .query(
            "select count(*) from recording where customer_id = ?1 and hold and state <> 'erased'",
            customer)
        .i64(0, 0);
}

void erase_number(db::Tx& tx, std::string_view number) {
    if (number.empty()) return;
    tx.exec(R"(update contact set number = '', caller_name = '' where number = ?1
        and coalesce(customer_id, 0) = 0 and state = 'done')",
            number);
    tx.exec("update recording set number = '' where number = ?1 and customer_id = 0", number);
}

void erase_buyer(db::Tx& tx, CustomerId customer) {
    for (const auto* table : {"contact_part", "contact_span"})
        tx.exec("update " + std::string(table) +
                    " set note = '', cause = '' where contact_id in "
                    "(select id from contact where customer_id = ?1)",
                customer);
    tx.exec(R"(update contact set number = '', caller_name = '', note = '', note_draft = '',
        cause = '' where customer_id = ?1)",
            customer);
    tx.exec(R"(update recording set number = '' where customer_id = ?1 or contact_id in
        (select id from contact where customer_id = ?1))",
            customer);
    const auto kept = tx.query(R"(select id from recording where hold = ?2 and state <> 'erased'
        and contact_id in (select id from contact where customer_id = ?1))",
                               customer, false);
    for (std::size_t i = 0; i < kept.size(); ++i)
        recordings::erase(tx, {kept.i64(i, 0)}, {}, "buyer_erased");
}

}  // namespace ol::calls
