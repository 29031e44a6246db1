// Whatever the bytes: the reader answers a value or an error, and an accepted value survives a
// round trip.
#include <cstdlib>

#include "platform/base/json_impl.hpp"

namespace json_fuzz {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Node {
    std::string a;
    std::optional<std::int64_t> b;
    std::vector<Node> c;
    std::map<std::string, double> d;
    ol::OrderId e;
    Colour f = Colour::red;
    std::pair<std::string, std::string> g;
    ol::json::Raw h;
    std::optional<ol::Money> i;
    bool j = false;
};
BOOST_DESCRIBE_STRUCT(Node, (), (a, b, c, d, e, f, g, h, i, j))

}  // namespace json_fuzz

OL_JSON(json_fuzz::Node)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto value = ol::json::read<json_fuzz::Node>(text);
    if (!value) {
        if (value.error().code.empty() || value.error().detail.empty()) std::abort();
        return 0;
    }
    const std::string written = ol::json::write(*value);
    const auto again = ol::json::read<json_fuzz::Node>(written);
    if (!again || ol::json::write(*again) != written) std::abort();
    return 0;
}
