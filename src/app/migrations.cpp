// Every room's tables, in the order in which they are made.
#include "app/wiring.hpp"
#include "contact/callbacks/callbacks.hpp"
#include "contact/calls/calls.hpp"
#include "contact/canned/canned.hpp"
#include "contact/conversations/conversations.hpp"
#include "contact/conversations/doors/doors.hpp"
#include "contact/emergency/emergency.hpp"
#include "contact/fax/fax.hpp"
#include "contact/files/files.hpp"
#include "contact/flows/flows.hpp"
#include "contact/letters/letters.hpp"
#include "contact/queues/queues.hpp"
#include "contact/recordings/recordings.hpp"
#include "contact/trunks/trunks.hpp"
#include "insight/insight.hpp"
#include "shop/approvals/approvals.hpp"
#include "shop/catalogue/catalogue.hpp"
#include "shop/customers/kept/merging.hpp"
#include "shop/customers/page/page.hpp"
#include "shop/logistics/logistics.hpp"
#include "shop/logistics/ways/directory.hpp"
#include "shop/orders/confirming/efforts.hpp"
#include "shop/orders/errors/errors.hpp"
#include "shop/orders/orders.hpp"
#include "shop/orders/paying/paying.hpp"
#include "shop/orders/sorting/work.hpp"
#include "shop/orders/upsell/upsell.hpp"
#include "shop/promises/promises.hpp"
#include "shop/stores/stores.hpp"
#include "team/phones/phones.hpp"
#include "team/staff/staff.hpp"

namespace ol::app {

std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> all;
    auto take = [&all](std::span<const db::Migration> some) {
        all.insert(all.end(), some.begin(), some.end());
    };
    take(staff::migrations());
    take(phones::migrations());
    take(customers::migrations());
    take(customers::page_migrations());
    take(customers::kept_migrations());
    take(promises::migrations());
    take(approvals::migrations());
    take(catalogue::migrations());
    take(orders::migrations());
    take(logistics::migrations());
    take(logistics::way_migrations());
    take(orders::work_migrations());
    take(orders::pay_migrations());
    take(orders::error_migrations());
    take(orders::upsell_migrations());
    take(orders::effort_migrations());
    take(stores::migrations());
    take(flows::migrations());
    take(trunks::migrations());
    take(calls::migrations());
    take(callbacks::migrations());
    take(files::migrations());
    take(conversations::migrations());
    take(canned::migrations());
    take(letters::migrations());
    take(fax::migrations());
    take(doors::migrations());
    take(recordings::migrations());
    take(queues::migrations());
    take(emergency::migrations());
    take(insight::migrations());
    return all;
}

}  // namespace ol::app
