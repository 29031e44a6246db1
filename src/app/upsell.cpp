// What offering something beside an order needs of the other rooms: whose complaint is open, in
// which language goods are named.
#include <algorithm>

#include "app/parts.hpp"

namespace ol::app {

orders::UpsellDeps Centre::Parts::upsell_deps() {
    orders::UpsellDeps d{*db, *ids, system_clock(), *orders, *catalogue};
    d.person_name = [this](db::Conn&, PersonId person) {
        return staff->directory()->name_of(person);
    };
    d.language = [this](ShopId shop) {
        const auto directory = staff->directory();
        const auto at = directory->shops.find(shop);
        return at == directory->shops.end() ? std::string() : at->second.greeting_language;
    };
    // A difficult question or a refund that still waits, or an error found in this very order.
    d.complains = [this](db::Conn& c, const orders::Order& order) {
        promises::Filter open;
        open.customer = order.customer_id;
        open.states = {promises::State::open, promises::State::broken};
        const auto page = promises->list(c, open);
        return std::ranges::any_of(page.items,
                                   [](const promises::Promise& p) {
                                       return p.question || p.kind == promises::Kind::refund;
                                   }) ||
               !order_errors->of_order(c, order.id).empty();
    };
    return d;
}

}  // namespace ol::app
