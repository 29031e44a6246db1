#include "platform/http/query.hpp"

#include <charconv>
#include <limits>
#include <string_view>

#include "platform/base/json.hpp"

namespace ol::http {
namespace {

constexpr std::int64_t id_max = std::numeric_limits<std::int64_t>::max();

std::optional<std::int64_t> whole(std::string_view text);
bool is_cursor(std::string_view text, int parts);
bool fits(const Param& param, const std::string& value);
Error refusal(const Param& param);
std::string listed(const std::vector<std::string>& choices);

}  // namespace

Param number_param(std::string name, std::int64_t least, std::int64_t most,
                   std::optional<std::int64_t> otherwise) {
    Param p(std::move(name), Param::Kind::number);
    p.least = least;
    p.most = most;
    p.otherwise = otherwise;
    return p;
}

Param limit_param(std::int64_t most, std::int64_t otherwise) {
    return number_param("limit", 1, most, otherwise);
}

Param cursor_param(int parts) {
    Param p("cursor", Param::Kind::cursor);
    p.parts = parts;
    return p;
}

Param id_param(std::string name) { return {std::move(name), Param::Kind::id}; }

Param choice_param(std::string name, std::vector<std::string> choices) {
    Param p(std::move(name), Param::Kind::choice);
    p.choices = std::move(choices);
    return p;
}

Result<> take_query(const std::vector<Param>& takes, Query& query) {
    for (const Param& param : takes) {
        const auto sent = query.find(param.name);
        if (sent != query.end() && !sent->second.empty()) {
            if (!fits(param, sent->second)) return refusal(param);
        } else if (param.otherwise) {
            query.insert_or_assign(param.name, std::to_string(*param.otherwise));
        }
    }
    return {};
}

std::string query_schema(const Param& param) {
    switch (param.kind) {
        case Param::Kind::text: return R"({"type":"string"})";
        case Param::Kind::number: {
            std::string out = R"({"type":"integer","format":"int64","minimum":)" +
                              std::to_string(param.least) +
                              ",\"maximum\":" + std::to_string(param.most);
            if (param.otherwise) out += ",\"default\":" + std::to_string(*param.otherwise);
            return out + '}';
        }
        case Param::Kind::id: return R"({"type":"string","pattern":"^[1-9][0-9]{0,18}$"})";
        case Param::Kind::cursor: {
            std::string pattern = "[0-9]{1,19}";
            for (int i = 1; i < param.parts; ++i) pattern += "[.][0-9]{1,19}";
            return R"({"type":"string","pattern":)" + json::quote('^' + pattern + '$') + '}';
        }
        case Param::Kind::choice: {
            std::string out = R"({"type":"string","enum":[)";
            for (const auto& choice : param.choices) out += json::quote(choice) + ',';
            out.back() = ']';
            return out + '}';
        }
    }
    return {};
}

namespace {

std::optional<std::int64_t> whole(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_cursor(std::string_view text, int parts) {
    for (int i = 1; i < parts; ++i) {
        const auto dot = text.find('.');
        if (dot == std::string_view::npos || !is_cursor(text.substr(0, dot), 1)) return false;
        text.remove_prefix(dot + 1);
    }
    return whole(text).value_or(-1) >= 0 && text.front() != '-';
}

bool fits(const Param& param, const std::string& value) {
    switch (param.kind) {
        case Param::Kind::text: return true;
        case Param::Kind::number: {
            const auto n = whole(value);
            return n && *n >= param.least && *n <= param.most;
        }
        case Param::Kind::id: return whole(value).value_or(0) > 0;
        case Param::Kind::cursor: return is_cursor(value, param.parts);
        case Param::Kind::choice:
            for (const auto& choice : param.choices)
                if (choice == value) return true;
            return false;
    }
    return false;
}

Error refusal(const Param& param) {
    Error e = invalid("http.query", param.name, {});
    switch (param.kind) {
        case Param::Kind::text: break;
        case Param::Kind::number:
            e.detail = "A whole number from " + std::to_string(param.least) + " to " +
                       std::to_string(param.most) + ".";
            e.params = {{"least", std::to_string(param.least)},
                        {"most", std::to_string(param.most)}};
            break;
        case Param::Kind::id:
            e.detail = "An id: a whole number from 1 to " + std::to_string(id_max) + ".";
            e.params = {{"least", "1"}, {"most", std::to_string(id_max)}};
            break;
        case Param::Kind::cursor:
            e.detail = "Send the page's `next` as it came, or leave it out for the first page.";
            break;
        case Param::Kind::choice:
            e.detail = "One of " + listed(param.choices) + ".";
            e.params = {{"choices", listed(param.choices)}};
            break;
    }
    return e;
}

std::string listed(const std::vector<std::string>& choices) {
    std::string out;
    for (const auto& choice : choices) out += (out.empty() ? "" : ", ") + choice;
    return out;
}

}  // namespace
}  // namespace ol::http
