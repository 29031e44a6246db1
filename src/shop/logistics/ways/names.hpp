#pragma once
// How a place is found by any part of its name, in whatever spelling: "Київ", "Киев", "Kyiv",
// "kiev". Pure. Two keys for each word: its letters in Latin (what people begin to type), and its
// sound (the consonants in one alphabet, where spellings agree). Keys are lower-case ASCII for
// Slavic and Latin names, so that any collation sorts them alike.
#include <string>
#include <string_view>
#include <vector>

namespace ol::logistics::names {

struct Keys {
    std::vector<std::string> letters, sounds;  // word by word
    friend bool operator==(const Keys&, const Keys&) = default;
};

/// Of a name, or of what was typed. Words like "city" are left out unless nothing else is there.
Keys keys_of(std::string_view text);

/// What the index keeps of a place: form 'l' for letters, 's' for a sound and each part of it that
/// begins later, 'b' for a sound's beginning alone (one letter is looked for there only).
struct Entry {
    char form = 'l';
    std::string word;
    friend auto operator<=>(const Entry&, const Entry&) = default;
};
/// Sorted, each once. `spellings` are all names of one place.
std::vector<Entry> entries_of(const std::vector<std::string>& spellings);

/// Where to look for it: each a beginning in the index of that form.
std::vector<Entry> probes_of(const Keys& asked);

/// 0 the whole name, 1 a word begins so, 2 sounds the same, 3 a word sounds so at its beginning, 4
/// somewhere; -1 not at all. Every word asked for must be there.
int match(const Keys& asked, const std::vector<Keys>& spellings);

/// The sounds of all words, for a search column; and what to look for in it, each with "like" and
/// the escape '\\'. A number is looked for at its beginning: "12" finds 12 and 120, not 512.
std::string searched(const std::vector<std::string>& texts);
std::vector<std::string> patterns_of(std::string_view asked);

/// The least text above every text that begins so; empty when there is none to be told.
std::string after(std::string_view beginning);

}  // namespace ol::logistics::names
