// JSON lines through spdlog's compiled library; the line is made here, so that every value is
// quoted safely.
#include "platform/base/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "platform/base/json.hpp"
#include "platform/base/time.hpp"

namespace ol::log {
namespace {

std::atomic<Level> least{Level::info};
std::mutex capture_mutex;
std::function<void(std::string_view)> capture;

const char* level_name(Level level) {
    switch (level) {
        case Level::debug: return "debug";
        case Level::info: return "info";
        case Level::warn: return "warn";
        case Level::error: return "error";
    }
    return "";
}

spdlog::logger& logger() {
    static auto* made = [] {
        auto* l = new spdlog::logger(
            "ol", std::make_shared<spdlog::sinks::stderr_sink_mt>());  // outlives all threads
        l->set_formatter(std::make_unique<spdlog::pattern_formatter>(
            "%v", spdlog::pattern_time_type::utc, "\n"));
        l->set_level(spdlog::level::trace);
        return l;
    }();
    return *made;
}

std::string line_of(Level level, std::string_view room, std::string_view event, Fields fields) {
    std::string line =
        R"({"at":")" + iso8601(system_clock().now()) + R"(","level":")" + level_name(level) + "\"";
    line += ",\"room\":" + json::quote(room) + ",\"event\":" + json::quote(event);
    for (const auto& [key, value] : fields)
        line += "," + json::quote(key) + ":" + json::quote(value);
    return line + "}";
}

}  // namespace

void set_level(Level level) { least.store(level, std::memory_order_relaxed); }

void write(Level level, std::string_view room, std::string_view event, Fields fields) {
    if (level < least.load(std::memory_order_relaxed)) return;
    const std::string line = line_of(level, room, event, fields);
    {
        const std::lock_guard lock(capture_mutex);
        if (capture) return capture(line);
    }
    logger().log(spdlog::level::info, spdlog::string_view_t(line));
}

void capture_for_test(std::function<void(std::string_view)> sink) {
    const std::lock_guard lock(capture_mutex);
    capture = std::move(sink);
}

}  // namespace ol::log
