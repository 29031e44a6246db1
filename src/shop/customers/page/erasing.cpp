// The erasure: what holds it back is said first, then everything personal goes in one transaction.
#include "platform/base/text.hpp"
#include "shop/customers/named.hpp"
#include "shop/customers/page/page.hpp"

namespace ol::customers {
namespace {

constexpr std::size_t reason_max = 500;

/// What this wing keeps of him. The row of the customer stays: its id stands in orders and figures.
void erase_card(db::Tx& tx, CustomerId id, std::string_view reason, PersonId by) {
    tx.exec(R"(update customer set name = '', name_folded = '', language = '', tz = '', notes = '',
        do_not_call = ?2, version = version + 1 where id = ?1)",
            id, true);
    named::forget(tx, id);
    for (const auto* table : {"customer_identity", "customer_address", "customer_trusted",
                              "customer_do_not_call", "buyer_look", "buyer_lock", "buyer_point"})
        tx.exec("delete from " + std::string(table) + " where customer_id = ?1", id);
    tx.exec("update pii_view set reason = '' where customer_id = ?1", id);
    tx.exec(R"(insert into buyer_erasure (customer_id, at, person_id, reason) values (?1,?2,?3,?4)
        on conflict (customer_id) do update set at = excluded.at, person_id = excluded.person_id,
        reason = excluded.reason)",
            id, tx.now, by, reason);
}

Error held_back(const HeldBack& why) {
    auto e = conflict("customers.erase_kept",
                      "Open business keeps this buyer's data: end it first, then erase.");
    e.params = {{"code", why.code}, {"count", std::to_string(why.count)}};
    return e;
}

}  // namespace

Result<ErasurePlan> Page::plan(db::Conn& c, CustomerId id) const {
    if (auto card = d_.customers.customer(c, id, Visibility::masked); !card) return card.error();
    const auto into = c.query("select merged_into from customer where id = ?1", id);
    if (!into.is_null(0, 0)) {
        auto e = conflict("customers.merged",
                          "This buyer was merged into another one; erase that card.");
        e.params = {{"into", into.text(0, 0)}};
        return e;
    }
    return d_.plan ? d_.plan(c, id) : ErasurePlan{};
}

Result<Erased> Page::erase(db::Tx& tx, CustomerId id, const EraseBuyer& in, PersonId by) const {
    const auto reason = trim(in.reason);
    if (reason.empty() || reason.size() > reason_max)
        return invalid("customers.reason", "reason",
                       "Say on whose request, in at most 500 characters; no name or number.");
    const auto now = plan(tx.conn, id);
    if (!now) return now.error();
    if (!now->stops.empty()) return held_back(now->stops.front());
    if (now->plan != in.plan)
        return conflict("customers.erase_changed",
                        "What would go is no longer what was shown; look again and decide.");
    auto cards = d_.merged_cards ? d_.merged_cards(tx.conn, id) : std::vector<CustomerId>{};
    cards.push_back(id);
    for (const auto card : cards) {
        for (const auto& eraser : d_.erasers) eraser(tx, card);
        erase_card(tx, card, reason, by);
        Policy::erase(tx, card);
        tx.journal({"customer.erased", card.value, by.value});
        if (d_.audit) d_.audit(tx, by, "customer.erased", card.value, "{}");
    }
    return Erased{id, tx.now};
}

}  // namespace ol::customers
