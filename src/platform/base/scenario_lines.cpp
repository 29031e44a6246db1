#include "platform/base/scenario_lines.hpp"

#include <utility>

#include "platform/base/text.hpp"

namespace ol::scenario {

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> out;
    std::string word;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\t' || c == '\r';
        if (!blank) word += c;
        if (blank && !word.empty()) out.push_back(std::exchange(word, {}));
    }
    if (!word.empty()) out.push_back(std::move(word));
    return out;
}

std::vector<Line> lines_of(std::string_view text) {
    struct Text {
        int number = 0;
        std::string text;
    };
    std::vector<Text> joined;
    int number = 0;
    for (const auto& raw : split(text, '\n')) {
        ++number;
        const std::string line(trim(std::string_view(raw).substr(0, raw.find('#'))));
        if (line.empty()) continue;
        const bool goes_on = line.starts_with("->") || line.starts_with("|");
        if (goes_on && !joined.empty())
            joined.back().text += " " + line;
        else
            joined.push_back({number, line});
    }
    std::vector<Line> out;
    for (const auto& one : joined) {
        const auto arrow = one.text.find("->");
        Line line{one.number, words_of(std::string_view(one.text).substr(0, arrow)), {}};
        if (arrow != std::string::npos)
            for (const auto& answer : split(one.text.substr(arrow + 2), '|'))
                if (const auto clean = trim(answer); !clean.empty())
                    line.answers.emplace_back(clean);
        out.push_back(std::move(line));
    }
    return out;
}

}  // namespace ol::scenario
