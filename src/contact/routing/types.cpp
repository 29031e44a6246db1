// The room's mapping to JSON, and the floor log's lines made of it.
#include "contact/routing/routing.hpp"
#include "platform/base/json_impl.hpp"

OL_JSON(ol::routing::Reason)
OL_JSON_ONE(ol::routing::QueueConfig)
OL_JSON_ONE(ol::routing::AgentConfig)
OL_JSON_ONE(ol::routing::Event)

namespace ol::routing {

namespace {
constexpr std::size_t line_max = 1u << 20;  // a queue with 50,000 members fits
constexpr std::int64_t latest = (std::int64_t{1} << 53) - 1;

/// Digits only, no sign, no leading zero except "0": one text for one time.
std::optional<std::int64_t> read_ms(std::string_view text) {
    if (text.empty() || text.size() > 16 || (text.size() > 1 && text[0] == '0'))
        return std::nullopt;
    std::int64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value <= latest ? std::optional(value) : std::nullopt;
}
}  // namespace

std::string encode(Time now, const Event& event) {
    return std::to_string(to_ms(now)) + ' ' + json::write(event);
}

Result<std::pair<Time, Event>> decode(std::string_view line) {
    if (line.size() > line_max)
        return invalid("routing.line_too_long", "", "A line of the floor log is at most 1 MiB.");
    const auto space = line.find(' ');
    const auto ms = space == line.npos ? std::nullopt : read_ms(line.substr(0, space));
    if (!ms)
        return invalid("routing.line_time", "",
                       "The line must start with milliseconds and a space.");
    auto event = json::read<Event>(line.substr(space + 1), line_max);
    if (!event) return event.error();
    return std::pair{from_ms(*ms), std::move(*event)};
}

}  // namespace ol::routing
