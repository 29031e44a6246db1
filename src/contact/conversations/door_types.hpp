#pragma once
// Shapes of what the shop's own page tells of a buyer: who he is, signed; what he looks at, live.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

namespace ol::conversations {

/// May the desk see his page and cart? asks: once he allows it; tells: until he switches it off.
enum class Sharing { off, asks, tells };
BOOST_DESCRIBE_ENUM(Sharing, off, asks, tells)

/// What else the window may offer here (doors/).
struct DoorsOpen {
    bool call_back = false, order_status = false, transcript = false;
};
BOOST_DESCRIBE_STRUCT(DoorsOpen, (), (call_back, order_status, transcript))

/// signature: hex of HMAC-SHA-256 over id, name, email, phone with a line feed between them.
struct ChatSign {
    std::string key, id, signature;
    std::optional<std::string> token, name, email, phone;
};
BOOST_DESCRIBE_STRUCT(ChatSign, (), (key, id, signature, token, name, email, phone))
struct ChatSigned {
    bool joined = false;  // false: the signature fits, and no conversation has begun yet
};
BOOST_DESCRIBE_STRUCT(ChatSigned, (), (joined))

/// Whom the shop's page has signed; id: the hash of the shop's own name for him.
struct SignedPerson {
    ShopId shop;
    std::string id, name, email, phone, language;
};

/// The secret is shown to who may change settings; each look is written down.
struct WebChatSecretAsk {
    bool rotate = false;  // a new one: signatures by the old one stop to fit at once
};
BOOST_DESCRIBE_STRUCT(WebChatSecretAsk, (), (rotate))
struct WebChatSecret {
    std::string secret;
    bool made = false;  // just now
};
BOOST_DESCRIBE_STRUCT(WebChatSecret, (), (secret, made))

// ---- his page, live: in memory alone, for as long as the page stands ----

struct CartLine {
    std::string name;
    int quantity = 1;
    std::string price;  // as his page shows it
};
BOOST_DESCRIBE_STRUCT(CartLine, (), (name, quantity, price))
struct BuyerCart {
    std::vector<CartLine> lines;
    std::string total, coupon;
};
BOOST_DESCRIBE_STRUCT(BuyerCart, (), (lines, total, coupon))
/// problem: what a form of the page has told him. order: the number that the page is about.
struct BuyerContext {
    std::string url, title, problem, order;
    BuyerCart cart;
    Time at{};  // when it was last told
};
BOOST_DESCRIBE_STRUCT(BuyerContext, (), (url, title, problem, order, cart, at))

}  // namespace ol::conversations
