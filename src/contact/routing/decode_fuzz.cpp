// Any bytes as a line of the floor log: an error or an event; an event survives the round trip, and
// the line (as any line of a log that somebody edited) never breaks a router.
#include <cstdlib>
#include <cstring>

#include "contact/routing/routing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ol::routing;
    std::string_view text(reinterpret_cast<const char*>(data), size);
    Router router;
    ol::Time last{};
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto event = decode(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!event) continue;
        const std::string line = encode(event->first, event->second);
        const auto again = decode(line);
        if (!again || encode(again->first, again->second) != line) std::abort();
        last = std::max(last, event->first);
        for (const Command& command : router.handle(event->first, event->second))
            if (to_text(command).find('\n') != std::string::npos) std::abort();
        if (!router.broken_invariant(last).empty()) std::abort();
    }
    return 0;
}
