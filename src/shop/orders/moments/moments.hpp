#pragma once
// What happened to orders, and when, read from their own rows and timelines: what reports are
// counted from. The same rows give the same answer, however often they are asked.
#include <boost/describe.hpp>

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "platform/base/money.hpp"
#include "platform/db/db.hpp"
#include "shop/orders/states.hpp"

namespace ol::orders {

enum class Happened { confirmed, not_reached, held, cancelled, duplicate, reopened, merged };
BOOST_DESCRIBE_ENUM(Happened, confirmed, not_reached, held, cancelled, duplicate, reopened, merged)

/// An order as reports tell it: no name, number of a telephone or address.
struct OrderFacts {
    OrderId order;
    ShopId shop;
    PersonId owner;  // as of now; 0 = nobody
    DeskState state = DeskState::new_;
    std::string number, source, city;  // the city as it was written
    Money total;                       // as it stands now
    Time came_at{};
};
struct Moment {
    Happened what = Happened::confirmed;
    Time at{};
    std::string reason;  // of held and cancelled: a code, or words that somebody typed
    OrderFacts order;
};

/// [from, to) of all these shops; none named = all.
struct MomentAsk {
    Time from{}, to{};
    std::vector<std::int64_t> shops;
};

/// Of these orders, at most 500 at a time; who is not there is absent.
std::map<OrderId, OrderFacts> facts_of(db::Conn& c, std::span<const OrderId> ids);

/// Each order that was placed then, the oldest first.
void orders_came(db::Conn& c, const MomentAsk& ask,
                 const std::function<void(const OrderFacts&)>& take);

/// What was done with orders then, in order of time. Of each order each kind counts once, when it
/// happened first: so a day that is over does not change.
void orders_moved(db::Conn& c, const MomentAsk& ask,
                  const std::function<void(const Moment&)>& take);

/// The first attempt to reach the buyer of a new order, by the ledger of attempts.
void orders_tried(db::Conn& c, const MomentAsk& ask,
                  const std::function<void(Time, const OrderFacts&)>& take);

struct SoldLine {
    OrderId order;
    std::string sku, name;
    std::int64_t quantity = 0, total_minor = 0;
};
/// The lines of the orders that were placed then, those of one order together, oldest order first.
void lines_sold(db::Conn& c, const MomentAsk& ask,
                const std::function<void(const SoldLine&)>& take);

}  // namespace ol::orders
