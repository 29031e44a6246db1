// Words, times, names of the scenario language.
#include "contact/routing/scenario.hpp"

namespace ol::routing::scenario {

std::optional<std::int64_t> read_number(std::string_view text) {
    const bool minus = text.starts_with('-');
    if (minus || text.starts_with('+')) text.remove_prefix(1);
    if (text.empty() || text.size() > 15) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return minus ? -value : value;
}

std::optional<Ms> read_time(std::string_view text) {
    std::int64_t unit = 1000;
    if (!text.empty()) switch (text.back()) {
            case 's': text.remove_suffix(1); break;
            case 'm': unit = 60000, text.remove_suffix(1); break;
            case 'h': unit = 3600000, text.remove_suffix(1); break;
            case 'd': unit = 86400000, text.remove_suffix(1); break;
        }
    const auto point = text.find('.');
    const auto whole = read_number(text.substr(0, point));
    if (!whole || *whole > 10000000000 || *whole < -10000000000) return std::nullopt;
    std::int64_t ms = *whole * unit;
    if (point == text.npos) return Ms{ms};
    const std::string_view decimals = text.substr(point + 1);
    const auto fraction = read_number(decimals);
    if (!fraction || decimals.size() > 3 || *fraction < 0) return std::nullopt;
    std::int64_t part = *fraction * unit;
    for (std::size_t i = 0; i < decimals.size(); ++i) part /= 10;
    return Ms{text.starts_with('-') ? ms - part : ms + part};
}

std::string told(Ms time) {
    const bool minus = time < Ms{0};
    const auto ms = minus ? -time.count() : time.count();
    std::string rest = std::to_string(1000 + ms % 1000).substr(1);
    while (rest.size() > 1 && rest.back() == '0') rest.pop_back();
    return (minus ? "-" : "") + std::to_string(ms / 1000) + '.' + rest;
}

Words split_words(std::string_view text) {
    Words words;
    std::string word;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!blank) word += c;
        if (blank && !word.empty()) words.push_back(std::exchange(word, {}));
    }
    if (!word.empty()) words.push_back(std::move(word));
    return words;
}

std::vector<std::string> split_on(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::int64_t Names::id(const std::string& name) {
    if (name.starts_with('#'))
        if (const auto number = read_number(std::string_view(name).substr(1))) return *number;
    if (name.empty()) return 0;
    const auto [it, fresh] = ids_.try_emplace(name, static_cast<std::int64_t>(ids_.size()) + 1);
    if (fresh) names_[it->second] = name;
    return it->second;
}

std::string Names::name(std::int64_t id) const {
    const auto it = names_.find(id);
    return it == names_.end() ? '#' + std::to_string(id) : it->second;
}

Args::Args(const Words& words, std::size_t from) {
    for (std::size_t i = from; i < words.size(); ++i) {
        const auto equals = words[i].find('=');
        if (equals == std::string::npos || words[i].starts_with('{'))
            plain_.push_back(words[i]);
        else
            named_[words[i].substr(0, equals)] = words[i].substr(equals + 1);
    }
}

bool Args::has(const std::string& word) {
    const auto it = std::find(plain_.begin(), plain_.end(), word);
    if (it == plain_.end()) return false;
    plain_.erase(it);
    return true;
}

const std::string* Args::named(const std::string& key) {
    const auto it = named_.find(key);
    if (it == named_.end()) return nullptr;
    static thread_local std::string value;
    value = it->second;
    named_.erase(it);
    return &value;
}

void Args::take(const std::string& key, Ms& into) {
    const std::string* text = named(key);
    if (!text) return;
    const auto time = read_time(*text);
    if (!time) return note(key + " is no time: " + *text);
    into = *time;
}
void Args::take(const std::string& key, std::int64_t& into) {
    const std::string* text = named(key);
    if (!text) return;
    const auto number = read_number(*text);
    if (!number) return note(key + " is no number: " + *text);
    into = *number;
}
void Args::take(const std::string& key, int& into) {
    std::int64_t number = into;
    take(key, number);
    into = static_cast<int>(std::clamp<std::int64_t>(number, -2000000000, 2000000000));
}
void Args::take(const std::string& key, bool& into) {
    const std::string* text = named(key);
    if (!text) return;
    if (*text != "yes" && *text != "no") return note(key + " is yes or no, not " + *text);
    into = *text == "yes";
}
void Args::take(const std::string& key, std::string& into) {
    if (const std::string* text = named(key)) into = *text;
}

void Args::done(std::size_t plain_used) {
    for (const auto& [key, value] : named_) note("unknown setting " + key);
    for (std::size_t i = plain_used; i < plain_.size(); ++i) note("unknown word " + plain_[i]);
}

}  // namespace ol::routing::scenario
