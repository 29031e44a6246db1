#pragma once
// Pure: the message that says where to pay, made of a shop's template. No clock, no database.
#include <boost/describe.hpp>
#include <map>
#include <string>
#include <string_view>

#include "platform/base/money.hpp"
#include "platform/base/result.hpp"

namespace ol::orders {

/// `link`: the address of the shop's payment page with {order}, {amount} and {currency} in it, as
/// "https://shop.example/pay?order={order}&sum={amount}"; empty = an account number in the words.
/// `words`: by language, with {order}, {amount}, {currency} and {link}.
struct PayTemplate {
    std::string link;
    std::map<std::string, std::string> words;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(PayTemplate, (), (link, words, version))

inline constexpr std::size_t pay_link_max = 500, pay_words_max = 1000;

/// orders.pay_template with its field: the link is https and names the order; each text has the
/// amount, and the link when there is one; no other names in braces.
Result<> check_template(const PayTemplate& t);

struct PayText {
    std::string text, language, link;
};
/// In the buyer's language, else the shop's, else the first there is; empty text: none is set up.
/// Money is written as "1250.00"; in the address everything is percent-encoded.
PayText pay_text(const PayTemplate& t, std::string_view order, const Money& amount,
                 std::string_view buyer_language, std::string_view shop_language);

}  // namespace ol::orders
