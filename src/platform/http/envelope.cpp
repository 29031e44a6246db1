#include "platform/http/envelope.hpp"

#include "platform/base/json_impl.hpp"

namespace ol::http {

/// What a desk may send: nothing else stands beside these two.
struct LiveMessage {
    std::string type;
    json::Raw data;
};
BOOST_DESCRIBE_STRUCT(LiveMessage, (), (type, data))

}  // namespace ol::http
OL_JSON_ONE(ol::http::LiveMessage)

namespace ol::http {

Result<Envelope> parse_envelope(std::string_view text) {
    auto message = json::read<LiveMessage>(text);
    if (!message || message->type.empty() || message->type.size() > 64) {
        return invalid("http.live_message", {},
                       R"(A live message is {"type":"...","data":{...}}.)");
    }
    Envelope out;
    out.type = std::move(message->type);
    if (!message->data.text.empty()) out.data_json = std::move(message->data.text);
    return out;
}

}  // namespace ol::http
