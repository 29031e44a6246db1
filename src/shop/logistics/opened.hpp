#pragma once
// A shop's account with its key open, for the parts of this room that ask a courier what changes
// nothing there: its directory, its prices. Private.
#include "shop/logistics/logistics.hpp"

namespace ol::logistics {

struct OpenedAccount {
    AccountId id;
    ShopId shop;
    Access access;
    std::string sender;  // an object: the shop's references in the courier's own words
};
/// The oldest first. `deps` are the room's own: its key opens the accounts.
std::vector<OpenedAccount> opened_accounts(db::Conn& c, const Deps& deps);

namespace asking {

/// Ukrposhta's directory, prices and waybills: at the account's host, `path` whole, under the eCom
/// bearer. Its key is the bearer of status tracking, a colon, the eCom one (one alone serves for
/// both), and behind a second colon the counterparty's token, which waybills need.
http::ClientRequest ukrposhta_ecom(const Access& a, http::Method method, std::string_view path,
                                   std::string body = "");

}  // namespace asking
}  // namespace ol::logistics
