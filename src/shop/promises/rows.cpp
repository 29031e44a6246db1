// A promise as a row: read, named, and moved to its next state.
#include "shop/promises/rows.hpp"

#include "platform/base/names.hpp"

namespace ol::promises {
namespace {

constexpr auto sql_end =
    R"(update promise set state = ?2, ended_at = ?3, version = version + 1 where id = ?1)";

template <class T>
std::optional<T> optional_id(const db::Rows& r, std::size_t row, int col) {
    return r.is_null(row, col) ? std::nullopt : std::optional(T{r.i64(row, col)});
}

}  // namespace

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
    p.shop_id = optional_id<ShopId>(r, i, 13);
    p.courier = r.text(i, 14);
    p.warn_at = from_ms(r.i64(i, 15));
    if (!r.is_null(i, 16)) p.ended_at = from_ms(r.i64(i, 16));
    p.escalated_to = optional_id<PersonId>(r, i, 17);
    p.question = r.flag(i, 18);
    return p;
}

static void add_names(db::Conn& c, const Deps& d, std::span<Promise> list) {
    std::vector<CustomerId> ids;
    for (const auto& p : list) ids.push_back(p.to_customer_id);
    const auto names = d.customers.names(c, ids);
    for (auto& p : list) {
        if (const auto it = names.find(p.to_customer_id.value); it != names.end())
            p.to_name = it->second;
        if (p.owner_id && d.person_name) p.owner_name = d.person_name(c, *p.owner_id);
        if (p.escalated_to && d.person_name) p.escalated_name = d.person_name(c, *p.escalated_to);
    }
}

std::vector<Promise> read_all(db::Conn& c, const Deps& d, const db::Rows& rows) {
    std::vector<Promise> out;
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_row(rows, i));
    add_names(c, d, out);
    return out;
}

static std::string_view fact_of(State to) {
    switch (to) {
        case State::open: return "promise.made";
        case State::kept: return "promise.kept";
        case State::late: return "promise.late";
        case State::broken: return "promise.broken";
        case State::cancelled: return "promise.cancelled";
    }
    return "promise.made";
}

void assign(db::Tx& tx, Promise& p, State to, PersonId by) {
    tx.exec(sql_end, p.id, to_name(to), tx.now);
    p.state = to;
    p.ended_at = tx.now;
    ++p.version;
    tx.journal({std::string(fact_of(to)), p.id.value, by.value,
                R"({"kind":")" + std::string(to_name(p.kind)) + R"("})"});
}

}  // namespace ol::promises
