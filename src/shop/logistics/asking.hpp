#pragma once
// How each courier is asked: requests only, nothing is sent here. Private.
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/base/time.hpp"
#include "platform/http/http.hpp"
#include "shop/logistics/couriers/couriers.hpp"

namespace ol::logistics {

/// Where a courier is and what opens it. CDEK's key is "client id:client secret".
struct Access {
    Courier courier{};
    std::string url, key;
    bool allow_private = false;
};

struct Token {
    std::string text;
    std::int64_t valid_s = 0;
};

namespace asking {

/// Nova Poshta: one address for all, the method stands in the body; `properties` is an object.
http::ClientRequest novaposhta(const Access& a, std::string_view model, std::string_view method,
                               std::string_view properties);
http::ClientRequest ukrposhta(const Access& a, http::Method method, std::string_view path,
                              std::string body = "");
http::ClientRequest cdek(const Access& a, http::Method method, std::string_view path,
                         const Token& token, std::string body = "");
http::ClientRequest cdek_token(const Access& a);
Result<Token> read_token(std::string_view body);

/// A question that changes nothing and that only this account may ask.
http::ClientRequest test(const Access& a, Time now);

/// "logistics.unreachable" (no answer, 5xx, 429: it is asked again), "logistics.refused".
Result<std::string> answer_of(const Result<http::ClientResponse>& answer);

std::string day_text(Time t);                  // "19.11.2026"
std::string form_text(std::string_view text);  // percent-encoded

}  // namespace asking
}  // namespace ol::logistics
