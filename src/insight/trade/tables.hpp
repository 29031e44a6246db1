#pragma once
// The reports as data: what each counts (Column), of which facts (What), and by what it can be cut.
// A new column or report is a line in tables.cpp; nothing else knows a single figure.
#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "insight/definitions.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/money.hpp"
#include "platform/base/time.hpp"

namespace ol::trade {

/// What a fact says. One thing that happened once; the moments of an order are told by its desk,
/// what became of it by how it stands now.
enum class What {
    came,
    tried,
    confirmed,
    not_reached,
    held,
    ran_short,  // held because goods are missing
    cancelled,
    duplicate,
    reopened,
    merged,
    // A parcel, by when it was handed over: where it is now, and whose fault each failed try was.
    delivered,
    delivered_at_once,  // at the first try
    coming_back,
    brought_back,
    lost,
    under_way,
    fault_courier,
    fault_customer,
    fault_store,
    fault_other,
    // A sale, by when it was placed: how it stands now.
    sale_open,
    sale_closed,
    sale_returned,
    sale_cancelled,
    // An episode of a conversation: when he first wrote, was answered, when the promised answer was
    // due, when it was closed. `_open`: the same, of which `took` is by the shop's open hours.
    round_began,
    round_came_again,
    round_answered,
    round_answered_open,
    round_kept,
    round_broken,
    round_resolved,
    round_resolved_at_once,  // with a single answer
    round_resolved_open,
    round_dropped,  // closed without an answer
    round_spam,
    round_rated,
    chat_order  // an order that was taken in one
};
BOOST_DESCRIBE_ENUM(What, came, tried, confirmed, not_reached, held, ran_short, cancelled,
                    duplicate, reopened, merged, delivered, delivered_at_once, coming_back,
                    brought_back, lost, under_way, fault_courier, fault_customer, fault_store,
                    fault_other, sale_open, sale_closed, sale_returned, sale_cancelled, round_began,
                    round_came_again, round_answered, round_answered_open, round_kept, round_broken,
                    round_resolved, round_resolved_at_once, round_resolved_open, round_dropped,
                    round_spam, round_rated, chat_order)

struct Fact {
    What what = What::came;
    Time at{};
    OrderId order;
    ShopId shop;
    PersonId owner;
    std::string number, source, city, reason;
    Money amount;
    std::optional<Ms> took;  // since the order came, of a parcel since it was handed over
    std::string courier;
    // Of a sale told line by line: which product, how many; the first line stands for the sale.
    std::string product, product_name;
    std::int64_t units = 0;
    bool head = true;
    // Of an episode: in which conversation and channel; `units` is the buyer's mark of one rated.
    std::int64_t conversation = 0;
    std::string channel;
};

using Mask = std::uint64_t;
template <class... W>
constexpr Mask of(W... what) {
    return ((Mask{1} << static_cast<unsigned>(what)) | ... | Mask{0});
}
constexpr bool has(Mask mask, What what) { return (mask & of(what)) != 0; }

enum class Measure {
    count,
    units,
    share,    // of `of` among `base`, permille
    part,     // of all of the report, permille; the rows add up to 1000
    average,  // of what it took
    median,   // nearest rank
    p90,
    mark,  // units / count, in tenths
    money  // one column per currency
};

struct Column {
    std::string_view code, formula;
    Measure measure = Measure::count;
    Mask of = 0, base = 0;
    int version = 1;
};
insight::Kind kind_of(Measure measure);

enum class Cut { none, shop, department, person, source, city, reason, courier, product, channel };
BOOST_DESCRIBE_ENUM(Cut, none, shop, department, person, source, city, reason, courier, product,
                    channel)

enum class Table { order_desk, deliveries, online_sales, written };
BOOST_DESCRIBE_ENUM(Table, order_desk, deliveries, online_sales, written)

struct Definition {
    Table table = Table::order_desk;
    std::span<const Column> columns;
    std::span<const Cut> cuts;
    Mask reasoned = 0;  // facts that carry a reason: cut by reason, only these are counted
};
const Definition& definition(Table table);
const Column* find_column(const Definition& definition, std::string_view code);

}  // namespace ol::trade
