#include "contact/routing/importer/notes.hpp"

#include <algorithm>

#include "platform/base/text.hpp"

namespace ol::importer {

void Notes::add(NoteCode code, ImportReason reason, const Place& place, std::string option,
                std::string value, Params params) {
    if (full()) return;
    ImportNote note;
    note.code = code;
    note.reason = reason;
    note.file = place.file;
    note.line = place.line;
    note.section = place.section;
    note.option = std::move(option);
    note.value = std::move(value);
    note.params = std::move(params);
    notes_.push_back(std::move(note));
}

void Notes::add(NoteCode code, ImportReason reason, const Option& option, Params params) {
    add(code, reason, option.place, option.name, option.value, std::move(params));
}

std::vector<ImportNote> Notes::take() {
    std::map<std::string, std::size_t> ranks;  // in the order in which the files were met
    std::vector<std::pair<std::size_t, std::size_t>> order;
    for (std::size_t i = 0; i < notes_.size(); ++i)
        order.emplace_back(ranks.try_emplace(notes_[i].file, ranks.size()).first->second, i);
    std::stable_sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first
                                  : notes_[a.second].line < notes_[b.second].line;
    });
    std::vector<ImportNote> sorted;
    for (const auto& [rank, i] : order) sorted.push_back(std::move(notes_[i]));
    notes_.clear();
    return sorted;
}

int number_of(const Option& option, int otherwise, Notes& notes) {
    std::string_view text = trim(option.value);
    const bool minus = text.starts_with('-');
    if (minus || text.starts_with('+')) text.remove_prefix(1);
    std::size_t digits = 0;
    std::int64_t value = 0;
    constexpr std::int64_t most = 1'000'000'000;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9')
        value = std::min(most, value * 10 + (text[digits++] - '0'));
    const int used = digits == 0 ? otherwise : static_cast<int>(minus ? -value : value);
    if (digits == 0 || digits != text.size())
        notes.add(NoteCode::bad_value, ImportReason::not_a_number, option,
                  {{"used", std::to_string(used)}});
    else if (value == most)
        notes.add(NoteCode::bad_value, ImportReason::out_of_range, option,
                  {{"used", std::to_string(used)}});
    return used;
}

std::optional<bool> yes_or_no(std::string_view text) {
    for (const char* word : {"yes", "true", "y", "t", "1", "on", "enabled", "active", "allow"})
        if (same_word(text, word)) return true;
    for (const char* word : {"no", "false", "n", "f", "0", "off", "disabled", "inactive"})
        if (same_word(text, word)) return false;
    return std::nullopt;
}

bool yes(const Option& option, Notes& notes) {
    const auto answer = yes_or_no(trim(option.value));
    if (!answer)
        notes.add(NoteCode::bad_value, ImportReason::not_yes_or_no, option, {{"used", "no"}});
    return answer.value_or(false);
}

Ms seconds(int number) { return Ms{std::int64_t{1000} * number}; }

bool same_word(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                              [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace ol::importer
