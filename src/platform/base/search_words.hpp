#pragma once
// The words of a text as a full-text index keeps them, and of what is looked for. One rule for
// both, so that an index never has to agree with a database's own idea of a word.
#include <string>
#include <string_view>
#include <vector>

namespace ol {

constexpr std::size_t search_words_max = 2000, search_terms_max = 8;

/// Folded words of letters and digits, one space between, each once and at most `most`. Han and
/// Kana have no spaces: a run of them stands as its overlapping pairs of characters.
std::string search_words(std::string_view text, std::size_t most = search_words_max);

/// `begins`: any word that begins with it fits, else only the word itself (under three letters).
struct SearchTerm {
    std::string word;
    bool begins = false;
    bool operator==(const SearchTerm&) const = default;
};
/// All of them must fit. Empty: nothing in it can be looked for.
std::vector<SearchTerm> search_terms(std::string_view query);

/// For what is found by any part of it (names, numbers, articles): each word's beginnings of three
/// characters at every place, of two for Han and Kana, shorter at its end; of one with digits its
/// ends too. So every part of a word is a run of terms, or the beginning of one.
std::string search_parts(std::string_view text, std::size_t most = search_words_max);
/// What must stand in search_parts of a text that holds each word of the query somewhere. A text
/// may have them all and not fit: look at it again. A sole letter or digit asks for nothing.
std::vector<SearchTerm> part_terms(std::string_view query);

}  // namespace ol
