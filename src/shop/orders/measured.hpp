#pragma once
// An edit that was tried on an order and not yet written. Private.
#include "shop/orders/orders.hpp"

namespace ol::orders {

struct Orders::Measured {
    Checked checked;
    Evidence evidence;
    DeskState before{};
    std::vector<approvals::Over> over;  // of her own limits; empty: she may do it alone
    std::string superior;               // whom it is asked of
};

/// Requests about an order that can no longer be carried out close with their cause.
void requests_follow(db::Tx& tx, const approvals::Approvals& approvals, const Order& o);

/// orders.needs_approval: params kind, most, asked of each limit, and superior, currency.
Error needs_approval(std::span<const approvals::Over> over, const std::string& superior,
                     const std::string& currency);

}  // namespace ol::orders
