#pragma once
// Structured logs, one JSON line each, on stderr (var/log by redirection). No buyer's data: ids and codes only.
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace ol::log {

enum class Level { debug, info, warn, error };
using Fields = std::initializer_list<std::pair<std::string_view, std::string>>;

void set_level(Level level);
void write(Level level, std::string_view room, std::string_view event, Fields fields = {});
/// Tests: lines go to `sink` instead of stderr; an empty function ends it.
void capture_for_test(std::function<void(std::string_view)> sink);

inline void debug(std::string_view r, std::string_view e, Fields f = {}) { write(Level::debug, r, e, f); }
inline void info(std::string_view r, std::string_view e, Fields f = {}) { write(Level::info, r, e, f); }
inline void warn(std::string_view r, std::string_view e, Fields f = {}) { write(Level::warn, r, e, f); }
inline void error(std::string_view r, std::string_view e, Fields f = {}) { write(Level::error, r, e, f); }

}  // namespace ol::log
