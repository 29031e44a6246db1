// The format as main/config.c of Asterisk reads it: "name = value" and "name => value", "+=",
// "[section](!,template,+)", "; comment", ";-- comment over lines --;", "\;". It knows no
// continuation of lines: a backslash at the end is part of the value.
#include "contact/routing/importer/conf.hpp"

#include <algorithm>

#include "platform/base/text.hpp"

namespace ol::importer {

namespace {

std::string_view base_name(std::string_view path) {
    const auto slash = path.find_last_of("/\\");
    return slash == path.npos ? path : path.substr(slash + 1);
}

/// UTF-8 without its mark; UTF-16 is converted.
std::string plain_text(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) return std::string(bytes.substr(3));
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))
        if (auto text = to_utf8(bytes, bytes[0] == '\xFF' ? "utf-16le" : "utf-16be")) {
            std::string out = std::move(*text);
            if (out.starts_with("\xEF\xBB\xBF")) out.erase(0, 3);
            return out;
        }
    return std::string(bytes);
}

/// Takes the comments out of a line; `depth` carries those that go over lines.
class Comments {
public:
    std::string without(std::string_view line) {
        std::string out;
        std::size_t from = 0;  // dashes before it belong to an earlier mark
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (line[i] != ';') {
                if (depth_ == 0) out += line[i];
                continue;
            }
            if (depth_ == 0 && i > from && line[i - 1] == '\\') {
                out.back() = ';';
                continue;
            }
            const bool opens =
                line.substr(i).starts_with(";--") && !(i + 3 < line.size() && line[i + 3] == '-');
            const bool closes =
                depth_ > 0 && i >= from + 2 && line[i - 1] == '-' && line[i - 2] == '-';
            if (opens && !closes) {
                depth_ = std::min(depth_ + 1, 128);
                i += 2, from = i + 1;
            } else if (closes) {
                --depth_, from = i + 1;
            } else if (depth_ == 0) {
                break;
            }
        }
        return out;
    }

private:
    int depth_ = 0;
};

constexpr std::size_t bytes_max = 16u << 20;

class Reader {
public:
    Reader(const std::vector<ImportFile>& files, Notes& notes) : files_(files), notes_(notes) {}

    Result<Conf> run(const ImportFile& root) {
        read(root, 0);
        if (!fault_.code.empty()) return fault_;
        for (const ConfSection& section : conf_.sections)
            if (section.is_template && !section.used)
                notes_.add(NoteCode::skipped, ImportReason::template_unused, section.place, {}, {},
                           {{"options", std::to_string(section.options.size())}});
        return std::move(conf_);
    }

private:
    void read(const ImportFile& file, int depth) {
        if (file.text.size() > file_bytes_max)
            return fail(
                "import.file_too_large", {file.name, 0, {}},
                "A configuration file has at most 4 MiB; leave the rest of the system out.");
        bytes_ += file.text.size();
        Comments comments;
        open_.push_back(&file);
        const std::string text = plain_text(file.text);
        std::string_view rest = text;
        Place place{file.name, 0, {}};
        while (!rest.empty() && fault_.code.empty()) {
            const auto end = std::min(rest.find('\n'), rest.size());
            std::string_view line = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            ++place.line;
            if (++lines_ > lines_max || bytes_ > bytes_max)
                return fail(
                    "import.too_many_lines", place,
                    "With their includes the files have over 200,000 lines or 16 MiB; check "
                    "for a file that is included again and again.");
            if (notes_.full()) return;  // the import fails as a whole, with too_many_notes
            one_line(line, place, comments, depth);
        }
        open_.pop_back();
    }

    void one_line(std::string_view line, Place place, Comments& comments, int depth) {
        if (line.size() > line_bytes_max)
            return notes_.add(NoteCode::skipped, ImportReason::line_too_long, here(place), {}, {},
                              {{"most", std::to_string(line_bytes_max)}});
        line = line.substr(0, line.find('\0'));
        std::string text = comments.without(line);
        if (!valid_utf8(text)) {
            text = to_valid_utf8(text);
            notes_.add(NoteCode::bad_value, ImportReason::not_utf8, here(place), {}, text);
        }
        const std::string_view bare = trim(text);
        if (bare.empty()) return;
        if (bare[0] == '[') return header(bare, place);
        if (bare[0] == '#') return directive(bare, place, depth);
        option(bare, place);
    }

    Place here(Place place) const {
        if (current_) place.section = conf_.sections[*current_].name;
        return place;
    }

    void fail(const char* code, const Place& place, const char* detail) {
        if (fault_.code.empty())
            fault_ = invalid(code, place.file + ':' + std::to_string(place.line), detail);
    }

    // ---- [name](!,template,+)
    void header(std::string_view text, Place place) {
        current_.reset();
        const auto close = text.find(']');
        const auto after = close == text.npos ? std::string_view{} : text.substr(close + 1);
        const auto bracket = after.find(')');
        if (close == text.npos || (after.starts_with('(') && bracket == after.npos))
            return notes_.add(NoteCode::skipped, ImportReason::bad_section, place, {},
                              std::string(text));
        const std::string name(text.substr(1, close - 1));
        std::vector<std::string> words;
        if (after.starts_with('(')) words = split(after.substr(1, bracket - 1), ',');
        const bool append = std::any_of(words.begin(), words.end(), [](const std::string& word) {
            return word.starts_with('+');
        });
        place.section = name;
        const auto known = by_name_.find(lower_ascii(name));
        if (append && known == by_name_.end())
            return notes_.add(NoteCode::skipped, ImportReason::template_unknown, place, {}, name);
        const std::size_t at = append ? known->second : conf_.sections.size();
        if (!append) {
            conf_.sections.push_back({name, place, false, false, {}});
            by_name_.try_emplace(lower_ascii(name), at);
        }
        for (const std::string& word : words)
            if (word == "!")
                conf_.sections[at].is_template = true;
            else if (!word.starts_with('+'))
                inherit(at, std::string(trim(word)), place);
        current_ = at;
    }

    void inherit(std::size_t into, const std::string& name, const Place& place) {
        const auto base = by_name_.find(lower_ascii(name));
        if (base == by_name_.end() || base->second == into)
            return notes_.add(NoteCode::skipped, ImportReason::template_unknown, place, {}, name);
        conf_.sections[base->second].used = true;
        const auto count = conf_.sections[base->second].options.size();
        for (std::size_t i = 0; i < count; ++i) {
            Option copy = conf_.sections[base->second].options[i];
            copy.inherited = true;
            copy.place.section = conf_.sections[into].name;
            if (!push(into, std::move(copy))) return;
        }
    }

    bool push(std::size_t section, Option option) {
        if (++options_ > options_max) {
            fail("import.too_many_options", option.place,
                 "With what is inherited the files have over 100,000 options; check for templates "
                 "that inherit from each other.");
            return false;
        }
        auto& options = conf_.sections[section].options;
        last_[{section, option.name}] = options.size();
        options.push_back(std::move(option));
        return true;
    }

    // ---- #include, #exec
    void directive(std::string_view text, Place place, int depth) {
        const auto blank = std::min(text.find_first_of(" \t"), text.size());
        const std::string word = lower_ascii(text.substr(0, blank));
        std::string_view argument = trim(text.substr(blank));
        if (argument.size() > 1 && ((argument.front() == '"' && argument.back() == '"') ||
                                    (argument.front() == '<' && argument.back() == '>')))
            argument = argument.substr(1, argument.size() - 2);
        place = here(place);
        if (word == "#exec")
            return notes_.add(NoteCode::not_read, ImportReason::command, place, word,
                              std::string(argument));
        if (word != "#include" && word != "#tryinclude")
            return notes_.add(NoteCode::unknown_option, ImportReason::unknown, place, word,
                              std::string(argument));
        const auto around = [&](const ImportFile& file) {
            return std::find(open_.begin(), open_.end(), &file) != open_.end();
        };
        if (depth >= include_depth_max)
            return notes_.add(NoteCode::not_read, ImportReason::include_too_deep, place, word,
                              std::string(argument));
        bool found = false;
        for (const ImportFile& file : files_)
            if (!argument.empty() && name_fits(argument, file.name) && !around(file)) {
                found = true;
                read(file, depth + 1);
                if (!fault_.code.empty()) return;
            }
        if (!found)
            notes_.add(NoteCode::not_read, ImportReason::include_not_given, place, word,
                       std::string(argument));
    }

    // ---- name = value
    void option(std::string_view text, Place place) {
        place = here(place);
        if (!current_)
            return notes_.add(NoteCode::skipped, ImportReason::no_section, place, {},
                              std::string(text));
        if (text[0] == '\\') text.remove_prefix(1);
        const auto equals = text.find('=');
        if (equals == text.npos)
            return notes_.add(NoteCode::skipped, ImportReason::no_equals_sign, place, {},
                              std::string(text));
        const bool longer = equals > 0 && text[equals - 1] == '+';
        std::string_view value = text.substr(equals + 1);
        if (value.starts_with('>')) value.remove_prefix(1);
        Option made{std::string(trim(text.substr(0, longer ? equals - 1 : equals))),
                    std::string(trim(value)), place, false};
        if (made.name.empty())
            return notes_.add(NoteCode::skipped, ImportReason::name_missing, place, {},
                              std::string(text));
        const auto known = last_.find({*current_, made.name});
        if (!longer || known == last_.end()) return void(push(*current_, std::move(made)));
        Option& last = conf_.sections[*current_].options[known->second];
        if (last.value.size() > line_bytes_max)
            return notes_.add(NoteCode::skipped, ImportReason::line_too_long, made,
                              {{"most", std::to_string(line_bytes_max)}});
        last.value += made.value;
        last.place = place;
        last.inherited = false;
    }

    const std::vector<ImportFile>& files_;
    Notes& notes_;
    Conf conf_;
    std::optional<std::size_t> current_;
    std::map<std::string, std::size_t> by_name_;  // the first of a name, lower case
    std::map<std::pair<std::size_t, std::string>, std::size_t> last_;  // of an option in a section
    std::vector<const ImportFile*> open_;  // files that are being read, outermost first
    std::size_t lines_ = 0, options_ = 0, bytes_ = 0;
    Error fault_;
};

}  // namespace

Result<Conf> read_conf(const ImportFile& root, const std::vector<ImportFile>& files, Notes& notes) {
    return Reader(files, notes).run(root);
}

std::vector<std::string> included_names(const ImportFile& file) {
    std::vector<std::string> names;
    const std::string text = plain_text(file.text);
    for (std::string_view rest = text; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        std::string_view line = trim(rest.substr(0, std::min(end, line_bytes_max)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const auto blank = line.find_first_of(" \t");
        if (blank == line.npos || line[0] != '#') continue;
        const std::string word = lower_ascii(line.substr(0, blank));
        if (word != "#include" && word != "#tryinclude") continue;
        line = trim(line.substr(blank));
        line = trim(line.substr(0, line.find(';')));
        if (line.size() > 1 && (line[0] == '"' || line[0] == '<'))
            line = line.substr(1, line.size() - 2);
        if (!line.empty() && names.size() < 10'000) names.emplace_back(line);
    }
    return names;
}

bool name_fits(std::string_view pattern, std::string_view file_name) {
    pattern = base_name(pattern);
    std::string_view name = base_name(file_name);
    std::size_t p = 0, n = 0, star = pattern.npos, again = 0;
    while (n < name.size()) {
        if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n]) &&
            pattern[p] != '*') {
            ++p, ++n;
        } else if (p < pattern.size() && pattern[p] == '*') {
            star = p++, again = n;
        } else if (star != pattern.npos) {
            p = star + 1, n = ++again;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

std::vector<Option> effective(const ConfSection& section,
                              const std::vector<std::string_view>& lists, Notes& notes) {
    const auto is_list = [&](const std::string& name) {
        return std::any_of(lists.begin(), lists.end(),
                           [&](std::string_view list) { return same_word(list, name); });
    };
    std::map<std::string, std::size_t> last;
    for (std::size_t i = 0; i < section.options.size(); ++i)
        last[lower_ascii(section.options[i].name)] = i;
    std::vector<Option> out;
    for (std::size_t i = 0; i < section.options.size(); ++i) {
        const Option& option = section.options[i];
        const std::size_t counts = last[lower_ascii(option.name)];
        if (counts == i || is_list(option.name)) {
            out.push_back(option);
        } else if (!option.inherited) {
            const Place& by = section.options[counts].place;
            notes.add(NoteCode::repeated, ImportReason::overridden, option,
                      {{"by", by.file + ':' + std::to_string(by.line)}});
        }
    }
    return out;
}

}  // namespace ol::importer
