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

/// `phone` names the tab that speaks, so that its siblings in the same session leave the answer
/// alone.
struct PhoneOffer {
    std::string sdp;
    std::optional<std::string> phone;
};
BOOST_DESCRIBE_STRUCT(PhoneOffer, (), (sdp, phone))
struct PhoneClose {
    std::optional<std::string> phone;
};
BOOST_DESCRIBE_STRUCT(PhoneClose, (), (phone))

/// What the centre says about a browser phone: sdp with phone.answer, code with phone.down.
struct PhoneWord {
    std::string phone;
    std::optional<std::string> sdp, code;
};
BOOST_DESCRIBE_STRUCT(PhoneWord, (), (phone, sdp, code))

}  // namespace ol::calls
