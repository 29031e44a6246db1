// Runs a decision scenario line by line against the very core that the desk uses.
#include "shop/logistics/decisions/scenario.hpp"

#include <algorithm>

#include "platform/base/text.hpp"
#include "shop/logistics/decisions/scenario_words.hpp"

namespace ol::logistics {
namespace {

using scenario::Line;

std::string day_word(int day) {
    return day == 0 ? "today" : day == 1 ? "tomorrow" : "+" + std::to_string(day);
}

/// Everything that may be written of an option, so that a row compares what it names.
std::vector<std::string> told(const Ranked& r) {
    std::vector<std::string> out{std::string(1, letter_of(r.option)),
                                 std::string(to_name(r.success)), day_word(r.day),
                                 scenario::told_amount(r.cost), std::string(to_name(r.payer))};
    if (r.claim) out.emplace_back("claim");
    if (r.until_minute) out.push_back("until=" + clock_text(*r.until_minute));
    for (const auto& why : r.reasons) out.push_back("why=" + why.code);
    return out;
}

std::vector<std::string> told(const Excluded& e) {
    std::vector<std::string> out{"out", std::string(1, letter_of(e.option)), e.gate.code};
    if (e.day) out.push_back(day_word(*e.day));
    for (const auto& [name, value] : e.gate.params) out.push_back(name + "=" + value);
    return out;
}

std::string join(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
    return out;
}

bool holds(const std::vector<std::string>& told, const std::vector<std::string>& written) {
    return std::all_of(written.begin(), written.end(), [&told](const std::string& word) {
        return std::find(told.begin(), told.end(), word) != told.end();
    });
}

std::string told_ranking(const Ranking& ranking) {
    std::string out;
    for (const auto& r : ranking.options) out += (out.empty() ? "" : " | ") + join(told(r));
    for (const auto& e : ranking.excluded) out += " | " + join(told(e));
    if (ranking.ask) out += " | ask " + join(ranking.ask->channels);
    return out;
}

class Run {
public:
    std::string line(const Line& line) {
        const auto& word = line.words.front();
        if (const auto clock = scenario::read_clock(word)) {
            facts_.now_minute = *clock;
            return line.words.size() < 2 ? "say what happens then" : asked(line);
        }
        if (!line.answers.empty()) return word + " has no answer";
        if (word == "kind") return join(line.words) == "kind decision" ? "" : "kind decision";
        if (word == "rule")
            return settings(line, 1, [this](auto name, auto value) {
                return scenario::set_rule(facts_.rule, name, value);
            });
        if (word == "limit")
            return settings(line, 1, [this](auto name, auto value) {
                return scenario::set_limit(facts_.limits, name, value);
            });
        if (word == "parcel")
            return settings(line, 1, [this](auto name, auto value) {
                return scenario::set_fact(facts_, name, value);
            });
        return "no such word: " + word;
    }

private:
    template <class Set>
    std::string settings(const Line& line, std::size_t from, Set set) {
        for (std::size_t i = from; i < line.words.size(); ++i) {
            const std::string_view word = line.words[i];
            const auto eq = word.find('=');
            if (eq == word.npos) return "name=value, not " + std::string(word);
            if (auto wrong = set(word.substr(0, eq), word.substr(eq + 1)); !wrong.empty())
                return wrong;
        }
        return {};
    }

    std::string asked(const Line& line) {
        const auto& word = line.words[1];
        if (word == "decide") {
            auto wrong = settings(line, 2, [this](auto name, auto value) {
                return scenario::set_fact(facts_, name, value);
            });
            if (!wrong.empty()) return wrong;
            ranking_ = decide(facts_);
            return compare(line);
        }
        if (word == "choose") return choose(line);
        if (word == "lapse") {
            const bool late = lapsed(decide(facts_).decide_by_minute, facts_.now_minute);
            const std::string now =
                late ? "default return_to_dc fault=" + std::string(to_name(default_fault)) : "open";
            return answer(line, now);
        }
        return "no such question: " + word;
    }

    static std::string answer(const Line& line, const std::string& now) {
        if (line.answers.size() == 1 && line.answers.front() == now) return {};
        return "answers: " + now;
    }

    std::string choose(const Line& line) {
        if (line.words.size() < 3 || line.words[2].size() != 1) return "choose LETTER";
        const int index = line.words[2][0] - 'a';
        if (index < 0 || index > static_cast<int>(Option::cancel)) return "a letter from a to f";
        std::string why;
        if (line.words.size() > 3 && line.words[3].starts_with("why="))
            why = line.words[3].substr(4);
        const auto rank = check_choice(ranking_, static_cast<Option>(index), why);
        return answer(line, rank ? "chosen rank=" + std::to_string(*rank) : rank.error().code);
    }

    std::string compare(const Line& line) const {
        std::size_t rank = 0;
        bool asks = false;
        for (const auto& answer : line.answers) {
            const auto words = scenario::words_of(answer);
            if (words.front() == "out") {
                if (!excluded(words)) return differs("no such exclusion: " + answer);
            } else if (words.front() == "ask") {
                asks = true;
                if (!asked_so(words)) return differs("does not ask so: " + answer);
            } else if (words.front() == "by") {
                if (join(words) != "by " + clock_text(ranking_.decide_by_minute))
                    return differs("decide by " + clock_text(ranking_.decide_by_minute));
            } else {
                if (rank >= ranking_.options.size() || !holds(told(ranking_.options[rank]), words))
                    return differs("rank " + std::to_string(rank + 1) + " is not " + answer);
                ++rank;
            }
        }
        // Ending the order is always the last way; it is compared where it is written.
        const bool whole =
            rank == ranking_.options.size() || (rank + 1 == ranking_.options.size() &&
                                                ranking_.options.back().option == Option::cancel);
        if (!whole) return differs("further options are ranked");
        if (ranking_.ask && !asks) return differs("asks A first");
        return {};
    }

    bool excluded(const std::vector<std::string>& words) const {
        return std::any_of(ranking_.excluded.begin(), ranking_.excluded.end(),
                           [&words](const Excluded& e) { return holds(told(e), words); });
    }
    bool asked_so(const std::vector<std::string>& words) const {
        if (!ranking_.ask) return false;
        auto all = ranking_.ask->channels;
        all.emplace_back("ask");
        all.push_back("until=" + clock_text(ranking_.ask->until_minute));
        return holds(all, words);
    }
    std::string differs(const std::string& what) const {
        return what + "; ranking: " + told_ranking(ranking_);
    }

    Snapshot facts_ = [] {
        Snapshot s;
        s.today = "2026-11-19";  // a Thursday: rows about weekends say their date
        return s;
    }();
    Ranking ranking_;
};

}  // namespace

bool is_decision_scenario(std::string_view text) {
    const auto lines = scenario::lines_of(text);
    return !lines.empty() && join(lines.front().words) == "kind decision";
}

std::string run_decision_scenario(const std::string& name, std::string_view text) {
    Run run;
    int asked = 0;
    for (const auto& line : scenario::lines_of(text)) {
        if (line.words.empty())
            return name + ":" + std::to_string(line.number) + ": an answer to nothing";
        if (scenario::read_clock(line.words.front())) ++asked;
        if (const auto wrong = run.line(line); !wrong.empty())
            return name + ":" + std::to_string(line.number) + ": " + wrong;
    }
    return asked ? "" : name + ": asks nothing";
}

}  // namespace ol::logistics
