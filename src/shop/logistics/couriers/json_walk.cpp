#include "shop/logistics/couriers/json_walk.hpp"

#include "platform/base/text.hpp"

namespace ol::logistics::walk {

Error wrong(std::string field, std::string detail) {
    return invalid("logistics.answer", std::move(field), std::move(detail));
}

Result<bj::value> parse(std::string_view body) {
    bj::parse_options options;
    options.max_depth = 32;
    boost::system::error_code ec;
    auto value = bj::parse({body.data(), body.size()}, ec, {}, options);
    if (ec) return wrong("body", "The courier's answer is not JSON.");
    return value;
}

const bj::object* object_at(const bj::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v ? v->if_object() : nullptr;
}

const bj::array* array_at(const bj::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v ? v->if_array() : nullptr;
}

std::string text_of(const bj::value* v) {
    if (!v) return {};
    if (const auto* s = v->if_string())
        return to_valid_utf8(trim(std::string_view(s->data(), s->size())).substr(0, 200));
    if (const auto* i = v->if_int64()) return std::to_string(*i);
    if (const auto* u = v->if_uint64()) return std::to_string(*u);
    return {};
}

std::string text_at(const bj::object& o, std::string_view key) {
    return text_of(o.if_contains(key));
}

bool flag_at(const bj::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    if (!v) return false;
    if (const auto* b = v->if_bool()) return *b;
    const auto text = text_of(v);
    return text == "true" || text == "1";
}

}  // namespace ol::logistics::walk
