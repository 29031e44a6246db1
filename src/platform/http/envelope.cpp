#include "platform/http/envelope.hpp"

#include <simdjson.h>

namespace ol::http {

Result<Envelope> parse_envelope(std::string_view text) {
    const Error error = invalid("http.live_message", {}, R"(A live message is {"type":"...","data":{...}}.)");
    thread_local simdjson::dom::parser parser;
    simdjson::dom::object object;
    std::string_view type;
    if (parser.parse(text.data(), text.size()).get_object().get(object) || object["type"].get_string().get(type)) {
        return error;
    }
    if (type.empty() || type.size() > 64) return error;
    Envelope out;
    out.type = type;
    simdjson::dom::element data;
    if (!object["data"].get(data)) out.data_json = simdjson::minify(data);
    return out;
}

}  // namespace ol::http
