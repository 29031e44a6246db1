// Runs an attempt scenario line by line against the very plan that the server uses.
#include "shop/orders/confirming/scenario.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "platform/base/names.hpp"
#include "platform/base/scenario_lines.hpp"
#include "platform/base/text.hpp"
#include "shop/orders/confirming/attempts.hpp"

namespace ol::orders {
namespace {

using scenario::Line;

std::optional<std::int64_t> read_whole(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (wrong != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

/// "20m", "2h", "1d" or minutes.
std::optional<std::int64_t> read_span(std::string_view text) {
    std::int64_t unit = 1;
    if (text.ends_with('h')) unit = 60;
    if (text.ends_with('d')) unit = 24 * 60;
    if (text.ends_with('h') || text.ends_with('d') || text.ends_with('m')) text.remove_suffix(1);
    const auto n = read_whole(text);
    return n && *n < 1'000'000 ? std::optional(*n * unit) : std::nullopt;
}

/// "09:00" -> 540
std::optional<std::int64_t> read_clock(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == text.npos || text.size() - colon != 3) return std::nullopt;
    const auto h = read_whole(text.substr(0, colon)), m = read_whole(text.substr(colon + 1));
    if (!h || !m || *h > 24 || *m > 59) return std::nullopt;
    return *h * 60 + *m;
}

bool is_date(std::string_view word) { return word.size() == 10 && word[4] == '-'; }

class Run {
public:
    std::string line(const Line& line) {
        auto words = line.words;
        if (is_date(words.front())) {
            date_ = words.front();
            words.erase(words.begin());
            if (words.empty()) return {};
        }
        const auto clock = read_clock(words.front());
        if (!clock) return setting(words);
        if (words.size() < 2) return "say what happens then";
        if (date_.empty()) return "name the date before the first time";
        now_ = at(*clock);
        ++asked;
        return compare(line, happens(words));
    }
    int asked = 0;

private:
    const std::string& zone() const { return facts_.zones.front(); }

    Time at(std::int64_t minute) const {
        const auto year = read_whole(std::string_view(date_).substr(0, 4));
        const auto month = read_whole(std::string_view(date_).substr(5, 2));
        const auto day = read_whole(std::string_view(date_).substr(8, 2));
        const LocalTime l{
            static_cast<int>(year.value_or(2026)), static_cast<int>(month.value_or(1)),
            static_cast<int>(day.value_or(1)),     static_cast<int>(minute / 60),
            static_cast<int>(minute % 60),         0};
        const auto found = from_local(l, zone());
        return found ? *found : Time{};
    }

    std::string setting(const std::vector<std::string>& words) {
        const auto& word = words.front();
        if (word == "kind")
            return words.size() == 2 && words[1] == "attempts" ? "" : "kind attempts";
        if (word == "step") return step(words);
        for (std::size_t i = 1; i < words.size(); ++i) {
            const std::string_view given = words[i];
            const auto eq = given.find('=');
            if (eq == given.npos) return "name=value, not " + words[i];
            const auto name = given.substr(0, eq), value = given.substr(eq + 1);
            const bool taken =
                word == "rule" ? rule(name, value) : word == "buyer" && buyer(name, value);
            if (!taken) return "no such setting: " + word + " " + words[i];
        }
        return word == "rule" || word == "buyer" ? "" : "no such word: " + word;
    }

    /// The first "step" line takes the place of the steps that a new shop has.
    std::string step(const std::vector<std::string>& words) {
        if (!std::exchange(steps_written_, true)) rule_.steps.clear();
        AttemptStep s;
        for (std::size_t i = 1; i < words.size(); ++i) {
            const std::string_view w = words[i];
            if (w == "next_day")
                s.next_day = true;
            else if (w == "other_daypart")
                s.other_daypart = true;
            else if (w == "message")
                s.message_after = true;
            else if (const auto gap = w.starts_with("gap=") ? read_span(w.substr(4)) : std::nullopt)
                s.gap_min = *gap;
            else
                return "step takes gap=20m next_day other_daypart message, not " + words[i];
        }
        rule_.steps.push_back(s);
        return {};
    }

    bool rule(std::string_view name, std::string_view value) {
        const auto put = [](std::int64_t& to, std::optional<std::int64_t> v) {
            if (v) to = *v;
            return v.has_value();
        };
        if (name == "busy") return put(rule_.busy_gap_min, read_span(value));
        if (name == "talk") return put(rule_.talk_gap_min, read_span(value));
        if (name == "noon") return put(rule_.noon_min, read_clock(value));
        if (name == "days") return rule_.days = value, true;
        if (name != "hours") return false;
        const auto dash = value.find('-');
        return dash != value.npos && put(rule_.from_min, read_clock(value.substr(0, dash))) &&
               put(rule_.to_min, read_clock(value.substr(dash + 1)));
    }

    bool buyer(std::string_view name, std::string_view value) {
        if (name != "zones") return false;
        facts_.zones = split(value, ',');
        return std::ranges::all_of(facts_.zones,
                                   [](const auto& z) { return local_time(Time{}, z).has_value(); });
    }

    /// What the plan says after this; messages are written as soon as they are wanted.
    std::vector<std::vector<std::string>> happens(const std::vector<std::string>& words) {
        if (auto ok = check_rule(rule_); !ok) return {{"rule", ok.error().field}};
        const auto& what = words[1];
        if (what == "order") facts_.since = now_;
        if (what == "talk") facts_.talked_at = now_;
        if (what == "call") {
            const auto outcome =
                words.size() > 2 ? from_name<TryOutcome>(words[2]) : std::optional<TryOutcome>{};
            if (!outcome) return {{"no", "such", "outcome"}};
            facts_.tries.push_back({now_, *outcome}), facts_.talked_at.reset(), ++calls_;
        }
        if (what == "confirm")
            return {{"over"},
                    {"calls=" + std::to_string(calls_), "messages=" + std::to_string(messages_)}};
        std::vector<std::vector<std::string>> out;
        auto next = plan(rule_, facts_, now_);
        for (; next.kind == PlanKind::message; next = plan(rule_, facts_, now_)) {
            out.push_back({"message"});
            facts_.messaged = true, ++messages_;
        }
        out.push_back(told(next));
        return out;
    }

    std::string clock_of(Time t) const {
        const auto l = *local_time(t, zone());
        const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
        return two(l.hour) + ":" + two(l.minute);
    }
    std::string date_of(Time t) const {
        const auto l = *local_time(t, zone());
        const auto two = [](int n) { return (n < 10 ? "-0" : "-") + std::to_string(n); };
        return std::to_string(l.year) + two(l.month) + two(l.day);
    }

    std::vector<std::string> told(const AttemptPlan& p) const {
        std::vector<std::string> out;
        if (p.kind == PlanKind::give_up) {
            out.emplace_back("give_up");
        } else {
            out = {"call",
                   clock_of(p.at),
                   date_of(p.at),
                   "try=" + std::to_string(p.try_no),
                   "left=" + std::to_string(p.tries_left),
                   "until=" + clock_of(p.until)};
            if (p.at <= now_) out.emplace_back("now");
        }
        for (const auto& why : p.why) out.push_back("why=" + why.code);
        return out;
    }

    static std::string join(const std::vector<std::string>& words) {
        std::string out;
        for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
        return out;
    }

    static std::string compare(const Line& line,
                               const std::vector<std::vector<std::string>>& happened) {
        std::string all;
        for (const auto& one : happened) all += (all.empty() ? "" : " | ") + join(one);
        if (happened.size() != line.answers.size()) return "happens: " + all;
        for (std::size_t i = 0; i < happened.size(); ++i)
            for (const auto& word : scenario::words_of(line.answers[i]))
                if (std::ranges::find(happened[i], word) == happened[i].end())
                    return "not " + word + "; happens: " + all;
        return {};
    }

    AttemptRule rule_;
    AttemptFacts facts_ = [] {
        AttemptFacts f;
        f.zones = {"Europe/Kyiv"};
        return f;
    }();
    std::string date_;
    Time now_{};
    int calls_ = 0, messages_ = 0;
    bool steps_written_ = false;
};

}  // namespace

bool is_attempt_scenario(std::string_view text) {
    const auto lines = scenario::lines_of(text);
    return !lines.empty() && lines.front().words == std::vector<std::string>{"kind", "attempts"};
}

std::string run_attempt_scenario(const std::string& name, std::string_view text) {
    Run run;
    for (const auto& line : scenario::lines_of(text)) {
        const auto where = name + ":" + std::to_string(line.number) + ": ";
        if (line.words.empty()) return where + "an answer to nothing";
        if (const auto wrong = run.line(line); !wrong.empty()) return where + wrong;
    }
    return run.asked ? "" : name + ": asks nothing";
}

}  // namespace ol::orders
