#pragma once
// Scenarios as text are read alike in every room: words, an arrow, answers between bars.
#include <string>
#include <string_view>
#include <vector>

namespace ol::scenario {

struct Line {
    int number = 0;
    std::vector<std::string> words;    // before the arrow
    std::vector<std::string> answers;  // between the arrow and the bars
};
/// Comments (from #) away, lines that begin with -> or | joined to the one before.
std::vector<Line> lines_of(std::string_view text);
std::vector<std::string> words_of(std::string_view text);

}  // namespace ol::scenario
