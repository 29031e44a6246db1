#include "shop/logistics/ways/numbers.hpp"

#include <charconv>

namespace ol::logistics {

std::optional<std::int64_t> thousandths(const walk::bj::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    std::string text = walk::text_of(v);
    if (v && v->is_double()) text = walk::bj::serialize(*v);
    std::int64_t whole = 0, part = 0;
    const char* end = text.data() + text.size();
    auto [at, wrong] = std::from_chars(text.data(), end, whole);
    if (wrong != std::errc{} || whole < 0 || whole > 1'000'000'000) return std::nullopt;
    if (at != end && *at == '.') {
        ++at;
        for (int place = 100; place > 0; place /= 10)
            if (at != end && *at >= '0' && *at <= '9') part += place * (*at++ - '0');
        while (at != end && *at >= '0' && *at <= '9') ++at;
    }
    if (at == end) return whole * 1000 + part;
    // "1.1E3" is how a double writes itself.
    if (v && v->is_double() && v->as_double() >= 0 && v->as_double() < 1e9)
        return static_cast<std::int64_t>(v->as_double()) * 1000;
    return std::nullopt;
}

}  // namespace ol::logistics
