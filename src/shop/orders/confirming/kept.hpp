#pragma once
// An effort as its row stands. Private to the sub-room.
#include "shop/orders/confirming/efforts.hpp"

namespace ol::orders {

struct Efforts::Kept {
    OrderId order;
    Purpose purpose = Purpose::confirm;
    ShopId shop;
    CustomerId customer;
    EffortState state = EffortState::planned;
    std::string ended_how;
    Time since{};
    std::optional<Time> next_at, talked_at, until;
    ContactId task;  // 0 = none
};

}  // namespace ol::orders
