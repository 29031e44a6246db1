// What every room takes of a buyer when he is erased, and what holds the erasure back.
#include "app/kept.hpp"
#include "contact/calls/events.hpp"
#include "contact/conversations/conversations.hpp"
#include "contact/fax/fax.hpp"
#include "contact/letters/letters.hpp"
#include "shop/approvals/approvals.hpp"
#include "shop/customers/kept/file.hpp"
#include "shop/customers/page/page.hpp"
#include "shop/logistics/events.hpp"
#include "shop/orders/errors/errors.hpp"
#include "shop/orders/events.hpp"
#include "shop/orders/sorting/work.hpp"
#include "shop/promises/events.hpp"
#include "shop/stores/erasing.hpp"

namespace ol::app {
namespace {

stores::ErasedBuyer known_of(const customers::Customers& buyers, db::Tx& tx, CustomerId id) {
    stores::ErasedBuyer out{orders::ids_of_buyer(tx.conn, id), {}, {}, {}};
    const auto card = buyers.customer(tx.conn, id, customers::Visibility::full);
    if (!card) return out;
    out.names = {card->name};
    for (const auto& i : card->identities)
        (i.kind == customers::IdentityKind::phone ? out.phones : out.emails).push_back(i.value);
    return out;
}

/// A number that is his alone stands in contacts from before he was known, too.
void erase_numbers(const customers::Customers& buyers, db::Tx& tx, CustomerId id) {
    const auto card = buyers.customer(tx.conn, id, customers::Visibility::full);
    if (!card) return;
    for (const auto& i : card->identities)
        if (i.kind == customers::IdentityKind::phone && !i.shared) calls::erase_number(tx, i.value);
}

customers::ErasurePlan erasure_plan(db::Conn& c, const customers::KeptTables& tables,
                                    CustomerId id) {
    auto out = customers::plan_of(c, tables, id);
    out.stops = orders::held_back(c, id);
    const auto add = [](auto& list, const char* code, std::int64_t count) {
        if (count > 0) list.push_back({code, count, {}});
    };
    add(out.stops, "open_promises", promises::open_promises(c, id));
    add(out.stops, "open_contacts", calls::open_contacts(c, id));
    add(out.stays, "recordings_held", calls::held_recordings(c, id));
    return out;
}

}  // namespace

void arrange_erasure(customers::PageDeps& d, const std::string& letters_folder) {
    const auto* buyers = &d.customers;
    // Those that look for him by his name and numbers come while his card still has them.
    d.erasers = {
        [buyers](db::Tx& tx, CustomerId id) { stores::erase_buyer(tx, known_of(*buyers, tx, id)); },
        [](db::Tx& tx, CustomerId id) {
            const auto his = orders::ids_of_buyer(tx.conn, id);
            logistics::erase_orders(tx, his);
            approvals::erase_orders(tx, his);
            orders::erase_duties(tx, his);
            orders::erase_errors(tx, his);
        },
        orders::erase_buyer,
        promises::erase_buyer,
        calls::erase_buyer,
        [letters_folder](db::Tx& tx, CustomerId id) {
            letters::erase_buyer(tx, id, letters_folder);
        },
        fax::erase_buyer,
        conversations::erase_buyer,
        [buyers](db::Tx& tx, CustomerId id) { erase_numbers(*buyers, tx, id); },
        customers::erase_merges};
    d.merged_cards = customers::merged_cards;
    d.plan = [tables = kept_of_all_rooms()](db::Conn& c, CustomerId id) {
        return erasure_plan(c, tables, id);
    };
}

}  // namespace ol::app
