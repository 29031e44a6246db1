#pragma once
// Normal forms of places, pure: "вул. Саксаганського, буд. 12, кв. 4", "ул. Саксаганского 12-4" and
// "Saksahanskoho st. 12, apt 4" are one address, "Київ", "Киев", "Kyiv" and "Kiev" one city. They
// find candidates for a person to look at; nothing is merged by them alone.
#include <string>
#include <string_view>
#include <vector>

namespace ol::orders {

/// The consonants of the words in one alphabet, words sorted, without "city" and "town".
std::string city_norm(std::string_view city);

/// Folded words of a name, marks and "№" part them: "Івано-Франківськ" gives two.
std::vector<std::string> name_words(std::string_view text);
/// A folded word in latin letters with its vowels: "київ" is "kiiv".
std::string latin_word(std::string_view word);
/// The consonants of a folded word in one alphabet: "київ", "kyiv" and "kiev" are "kv".
std::string sound_of(std::string_view word);
/// "м", "city", "вул", "branch": says what kind of thing follows, and is left out by half of the
/// writers.
bool kind_word(std::string_view word);

struct AddressNorm {
    std::string city;
    std::vector<std::string> words;    // of the street, sorted
    std::vector<std::string> numbers;  // house, flat, branch, in their order: "12a", "4"
    friend bool operator==(const AddressNorm&, const AddressNorm&) = default;
};
AddressNorm address_norm(std::string_view text, std::string_view city);

/// Both say enough to be compared (a number, and a street or a city), and they say the same.
bool same_address(const AddressNorm& a, const AddressNorm& b);

}  // namespace ol::orders
