#pragma once
// What the buyer's page and the desk send over their sockets.
#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "platform/base/ids.hpp"
#include "platform/base/json.hpp"

namespace ol::calls {

struct WebMessage {
    std::string type;  // call | hang_up | digits
    std::optional<std::string> sdp, name, phone, order, digits;
    std::optional<std::string> shop;  // an id; empty or unknown = the first shop
};
BOOST_DESCRIBE_STRUCT(WebMessage, (), (type, sdp, name, phone, order, digits, shop))

struct PhoneOffer {
    std::string sdp;
};
BOOST_DESCRIBE_STRUCT(PhoneOffer, (), (sdp))

}  // namespace ol::calls
