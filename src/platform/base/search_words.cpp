#include "platform/base/search_words.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <set>

#include "platform/base/text.hpp"

namespace ol {
namespace {

constexpr std::size_t word_bytes_max = 48;  // longer ones are cut, in the index as in the query
constexpr std::size_t begins_from = 3;      // letters: shorter beginnings fit half of all texts

enum class Kind { other, letter, pictured };

Kind kind_of(UChar32 c) {
    if (c < 0) return Kind::other;
    if (c < 0x80) return u_isalnum(c) ? Kind::letter : Kind::other;
    UErrorCode fault = U_ZERO_ERROR;
    const auto script = uscript_getScript(c, &fault);
    if (script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA)
        return Kind::pictured;
    return u_isalnum(c) || u_charType(c) == U_COMBINING_SPACING_MARK ? Kind::letter : Kind::other;
}

struct Run {
    Kind kind = Kind::other;
    std::vector<std::string_view> letters;  // each code point's bytes
};

/// Calls `each` with every run of letters of one kind; `each` says whether to go on.
template <class Each>
void runs(std::string_view s, Each each) {
    const auto* data = reinterpret_cast<const uint8_t*>(s.data());
    const auto length = static_cast<int32_t>(s.size());
    Run run;
    for (int32_t i = 0; i < length;) {
        const int32_t from = i;
        UChar32 c = 0;
        U8_NEXT(data, i, length, c);
        const Kind kind = kind_of(c);
        if (kind != run.kind) {
            if (run.kind != Kind::other && !each(run)) return;
            run = {kind, {}};
        }
        if (kind != Kind::other)
            run.letters.push_back(
                s.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(i - from)));
    }
    if (run.kind != Kind::other) each(run);
}

std::string word_of(const Run& run) {
    std::string out;
    for (const auto letter : run.letters) {
        if (out.size() + letter.size() > word_bytes_max) break;
        out += letter;
    }
    return out;
}

std::string pair_at(const Run& run, std::size_t at) {
    std::string out(run.letters[at]);
    if (at + 1 < run.letters.size()) out += run.letters[at + 1];
    return out;
}

constexpr std::size_t part_letters = 3, part_pictures = 2, part_terms_max = 24;

std::size_t part_of(const Run& run) {
    return run.kind == Kind::pictured ? part_pictures : part_letters;
}

std::string part_at(const Run& run, std::size_t at) {
    std::string out;
    for (std::size_t i = at; i < std::min(at + part_of(run), run.letters.size()); ++i)
        out += run.letters[i];
    return out;
}

constexpr std::size_t numbered_most = 24;  // letters of a number's end that are told apart

/// Numbers share their threes ("000"), so they stand with all their ends as well.
bool numbered(const Run& run) {
    return std::ranges::any_of(run.letters, [](std::string_view c) {
        return c.size() == 1 && c[0] >= '0' && c[0] <= '9';
    });
}

std::string end_at(const Run& run, std::size_t at) {
    std::string out;
    for (std::size_t i = at; i < std::min(at + numbered_most, run.letters.size()); ++i)
        out += run.letters[i];
    return out;
}

/// All whole parts of a run; of a shorter one, or of a number, what begins with it.
std::vector<SearchTerm> terms_of(const Run& run) {
    const std::size_t n = run.letters.size();
    if (n > 1 && numbered(run)) return {{end_at(run, 0), true}};
    if (n < part_of(run)) {
        if (n == 1 && run.kind == Kind::letter) return {};
        return {{part_at(run, 0), true}};
    }
    std::vector<SearchTerm> out;
    for (std::size_t i = 0; i + part_of(run) <= n; ++i) out.push_back({part_at(run, i), false});
    return out;
}

std::size_t pairs_of(const Run& run) { return run.letters.size() > 1 ? run.letters.size() - 1 : 1; }

}  // namespace

std::string search_words(std::string_view text, std::size_t most) {
    const std::string folded = fold(to_valid_utf8(text));
    std::set<std::string> seen;
    std::string out;
    const auto put = [&](std::string word) {
        const auto [at, fresh] = seen.insert(std::move(word));
        if (fresh) out += (out.empty() ? "" : " ") + *at;
        return seen.size() < most;
    };
    runs(folded, [&](const Run& run) {
        if (run.kind == Kind::letter) return put(word_of(run));
        for (std::size_t i = 0; i < pairs_of(run); ++i)
            if (!put(pair_at(run, i))) return false;
        return true;
    });
    return out;
}

std::vector<SearchTerm> search_terms(std::string_view query) {
    const std::string folded = fold(to_valid_utf8(query));
    std::vector<SearchTerm> out;
    const auto put = [&](SearchTerm term) {
        if (std::find(out.begin(), out.end(), term) == out.end()) out.push_back(std::move(term));
        return out.size() < search_terms_max;
    };
    runs(folded, [&](const Run& run) {
        if (run.kind == Kind::letter) return put({word_of(run), run.letters.size() >= begins_from});
        if (run.letters.size() == 1) return put({std::string(run.letters[0]), true});
        for (std::size_t i = 0; i < pairs_of(run); ++i)
            if (!put({pair_at(run, i), false})) return false;
        return true;
    });
    return out;
}

std::string search_parts(std::string_view text, std::size_t most) {
    const std::string folded = fold(to_valid_utf8(text));
    std::set<std::string> seen;
    std::string out;
    const auto put = [&](std::string part) {
        const auto [at, fresh] = seen.insert(std::move(part));
        if (fresh) out += (out.empty() ? "" : " ") + *at;
    };
    runs(folded, [&](const Run& run) {
        const bool ends = numbered(run);
        for (std::size_t i = 0; i < run.letters.size() && seen.size() < most; ++i) {
            put(part_at(run, i));
            if (ends) put(end_at(run, i));
        }
        return seen.size() < most;
    });
    return out;
}

std::vector<SearchTerm> part_terms(std::string_view query) {
    const std::string folded = fold(to_valid_utf8(query));
    std::vector<SearchTerm> out;
    runs(folded, [&](const Run& run) {
        for (auto& term : terms_of(run))
            if (std::find(out.begin(), out.end(), term) == out.end())
                out.push_back(std::move(term));
        return out.size() < part_terms_max;
    });
    if (out.size() > part_terms_max) out.resize(part_terms_max);
    return out;
}

}  // namespace ol
