#pragma once
// Orders by any part of number, names, city and goods (db::TextIndex), and how many stand in each
// state of each shop. Both are kept with the row, so that a list of a million costs what a short
// one does. list, counts and of_caller of store.hpp stand in finding.cpp.
#include <optional>

#include "platform/db/db.hpp"
#include "shop/orders/rules.hpp"

namespace ol::orders::finding {

/// At most so many of the newest are looked at where words fit more.
constexpr int found_most = 2000;

/// The folded text that an order is found by; of many goods the first.
std::string searched(const Kept& k, std::string_view customer_name);

/// What the row says.
struct Standing {
    std::string searched;
    DeskState state = DeskState::new_;
    ShopId shop;
};
std::optional<Standing> standing(db::Conn& c, OrderId id);  // nullopt: there is none
/// In the transaction of the row: `was` as `standing` gave it before.
void written(db::Tx& tx, OrderId id, const std::optional<Standing>& was, const Standing& now);
void forget(db::Tx& tx, CustomerId customer);  // he is erased; before his orders' texts go

/// Orders of before there was an index: the next `count` of them, newest first. False: all done;
/// then a call goes on with what an erasure left to merge (db::TextIndex).
bool index_older(db::Tx& tx, int count);

}  // namespace ol::orders::finding
