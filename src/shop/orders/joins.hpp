#pragma once
// Several orders of one buyer (R4, N3), pure: what merging would give, and an order parted in two.
// The sums always agree: after a merge the total is the parts' less the delivery saved (T12).
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shop/orders/rules.hpp"

namespace ol::orders {

/// Why two orders cannot become one; none: they can, when the buyer is one person.
enum class Bar { none, shop, currency, destination, waybill, state, lines };
BOOST_DESCRIBE_ENUM(Bar, none, shop, currency, destination, waybill, state, lines)

/// A waybill exists or the courier has the goods: nothing is merged, parted or restored any more.
bool has_waybill(const Order& o);
Bar bar_between(const Kept& target, const Kept& other);

/// What delivery costs in this order: its sum beside the lines, as far as it is above zero.
std::int64_t delivery_fee(const Kept& k);

struct Joined {
    Kept order;              // the target with every line; checks of what moved are open again
    std::int64_t saved = 0;  // delivery fees that are paid once now
};
/// The target keeps its recipient, address and slot. orders.merge (param bar), orders.amount.
Result<Joined> joined(const Kept& target, std::span<const Kept> others, std::string_view tz);

/// How many pieces of a line go into the new order.
struct PartLine {
    LineId id;
    std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(PartLine, (), (id, quantity))
struct Parted {
    Kept rest, part;  // totals add up to what it was; delivery stays with the rest
};
/// orders.lines, orders.waybill, orders.state, orders.amount
Result<Parted> parted(const Kept& whole, std::span<const PartLine> lines, std::string_view tz);

// ---- shapes of the wire ----
/// Another open order that may be the same buyer's, beside the one on screen.
struct SameBuyer {
    Order order;  // masked as the reader may see it
    bool same_customer = false, same_phone = false, same_address = false;
    bool offered = false;  // same destination and nothing stands against it
    bool apart = false;    // somebody decided to keep the two apart
    Bar bar = Bar::none;
    Money lines_total, saved, total, cod_due;  // of the two together
};
BOOST_DESCRIBE_STRUCT(SameBuyer, (),
                      (order, same_customer, same_phone, same_address, offered, apart, bar,
                       lines_total, saved, total, cod_due))
/// An order that was merged into this one and may come out again.
struct MergedIn {
    OrderId order_id;
    std::string number;
    Money total;  // what it was
};
BOOST_DESCRIBE_STRUCT(MergedIn, (), (order_id, number, total))
struct LinkedOrder {
    std::string kind;  // "merged_into", "split_of", "split_into"
    OrderId order_id;
    std::string number;
};
BOOST_DESCRIBE_STRUCT(LinkedOrder, (), (kind, order_id, number))
struct SameBuyerList {
    std::vector<SameBuyer> items;
    std::vector<MergedIn> merged;
    std::vector<LinkedOrder> links;
    bool may_unmerge = false;
};
BOOST_DESCRIBE_STRUCT(SameBuyerList, (), (items, merged, links, may_unmerge))

struct MergeWith {
    OrderId id;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(MergeWith, (), (id, version))
/// `same_buyer`: the operator asked, and it is one person. Needed where the cards differ (T10).
struct MergeOrders {
    std::vector<MergeWith> with;
    bool same_buyer = false;
    std::optional<ContactId> contact_id;
};
BOOST_DESCRIBE_STRUCT(MergeOrders, (), (with, same_buyer, contact_id))
struct UnmergeOrder {
    std::optional<ContactId> contact_id;
};
BOOST_DESCRIBE_STRUCT(UnmergeOrder, (), (contact_id))
struct KeepApart {
    OrderId other;
};
BOOST_DESCRIBE_STRUCT(KeepApart, (), (other))
/// Lines by hand, or `short_stock`: whatever is not there goes into the new order.
struct SplitOrder {
    std::vector<PartLine> lines;
    bool short_stock = false;
    std::optional<Time> delivery_from, delivery_to;  // of the new order
    std::optional<ContactId> contact_id;
};
BOOST_DESCRIBE_STRUCT(SplitOrder, (), (lines, short_stock, delivery_from, delivery_to, contact_id))
struct SplitDone {
    Order rest, part;
};
BOOST_DESCRIBE_STRUCT(SplitDone, (), (rest, part))

/// An order as it was, kept with a merge so that it comes back exactly.
struct Before {
    Order order;
    std::int64_t paid = 0, extra = 0;
    std::string city;
};
BOOST_DESCRIBE_STRUCT(Before, (), (order, paid, extra, city))
struct BeforeBox {
    std::vector<Before> orders;  // the target first
};
BOOST_DESCRIBE_STRUCT(BeforeBox, (), (orders))

}  // namespace ol::orders
