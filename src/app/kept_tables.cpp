// The lists of all rooms.
#include "app/kept.hpp"
#include "contact/callbacks/kept.hpp"
#include "contact/calls/kept.hpp"
#include "contact/conversations/kept.hpp"
#include "contact/fax/kept.hpp"
#include "contact/flows/kept.hpp"
#include "contact/letters/kept.hpp"
#include "contact/recordings/kept.hpp"
#include "contact/trunks/kept.hpp"
#include "shop/approvals/kept.hpp"
#include "shop/catalogue/kept.hpp"
#include "shop/logistics/kept.hpp"
#include "shop/orders/kept.hpp"
#include "shop/promises/kept.hpp"
#include "shop/stores/kept.hpp"

namespace ol::app {
namespace {

constexpr std::string_view figures = "a figure: ids, times and codes, nothing of the buyer";

constexpr customers::KeptTable of_figures[] = {
    {.name = "insight_visit", .what = "figures", .why = figures},
    {.name = "insight_offer", .what = "figures", .why = figures},
    {.name = "insight_order", .what = "figures", .why = figures},
    {.name = "insight_talk", .what = "figures", .why = figures},
    {.name = "insight_rating", .what = "figures", .why = figures},
};

}  // namespace

customers::KeptTables kept_of_all_rooms() {
    const customers::KeptRoom rooms[] = {
        customers::kept_tables(),     promises::kept_tables(),  orders::kept_tables(),
        logistics::kept_tables(),     approvals::kept_tables(), catalogue::kept_tables(),
        stores::kept_tables(),        calls::kept_tables(),     recordings::kept_tables(),
        callbacks::kept_tables(),     flows::kept_tables(),     trunks::kept_tables(),
        conversations::kept_tables(), letters::kept_tables(),
        fax::kept_tables(),           {of_figures, {}}};
    return customers::KeptTables(rooms);
}

}  // namespace ol::app
