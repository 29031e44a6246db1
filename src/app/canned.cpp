// What canned answers know of a buyer: his name, the shop, his newest open order.
#include "app/parts.hpp"

namespace ol::app {
namespace {

std::string sum_of(const Money& money) { return to_decimal(money) + " " + money.currency; }

/// The facts of a conversation by name of the variable; an unknown one stays empty.
std::optional<canned::Subject> subject_of(const Centre::Parts& p, db::Conn& conn,
                                          const http::Principal& who, canned::SubjectId id) {
    const auto with = p.conversations->with(conn, who, conversations::ConversationId{id.value});
    if (!with) return std::nullopt;
    const auto directory = p.staff->directory();
    canned::Subject out{with->shop_id, {}};
    out.facts["buyer_name"] = with->buyer_name;
    out.facts["operator_name"] = directory->name_of(who.person);
    if (const auto shop = directory->shops.find(with->shop_id); shop != directory->shops.end())
        out.facts["shop_name"] =
            shop->second.brand.empty() ? shop->second.name : shop->second.brand;
    if (!with->customer_id || !who.may("orders.view")) return out;
    for (const auto& order : p.orders->of_customer(conn, with->customer_id, true, 20)) {
        if (order.shop_id != with->shop_id) continue;
        out.facts["order_number"] = order.number;
        out.facts["order_sum"] = sum_of(order.total);
        break;
    }
    return out;
}

}  // namespace

void Centre::Parts::make_canned() {
    canned::Deps d{*db, *ids, {}, {}, {}};
    d.subject = [this](db::Conn& conn, const http::Principal& who, canned::SubjectId id) {
        return subject_of(*this, conn, who, id);
    };
    d.person_name = [this](PersonId person) { return staff->directory()->name_of(person); };
    d.audit = [this](db::Tx& tx, PersonId who, std::string_view what, std::int64_t subject) {
        staff->audit(tx, who, what, subject);
    };
    canned = std::make_unique<canned::Canned>(std::move(d));
}

}  // namespace ol::app
