#pragma once
// The outer shape of a live message: {"type":"phone.offer","data":{...}}.
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace ol::http {

struct Envelope {
    std::string type;
    std::string data_json = "{}";  // as sent, without needless white space
};

/// "http.live_message" when it is not a JSON object with a short string `type`.
Result<Envelope> parse_envelope(std::string_view text);

}  // namespace ol::http
