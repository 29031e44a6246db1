#pragma once
// Collects the notes of an import, and reads the small values that options are made of.
#include <optional>

#include "contact/routing/importer/importer.hpp"

namespace ol::importer {

using Params = std::map<std::string, std::string>;

/// Where a value stands.
struct Place {
    std::string file;
    int line = 0;
    std::string section;
};

/// An option as it was written, wherever it came from.
struct Option {
    std::string name, value;
    Place place;
    bool inherited = false;  // from a template
};

class Notes {
public:
    void add(NoteCode code, ImportReason reason, const Option& option, Params params = {});
    void add(NoteCode code, ImportReason reason, const Place& place, std::string option = {},
             std::string value = {}, Params params = {});
    bool full() const { return notes_.size() >= notes_max; }
    std::vector<ImportNote> take();  // by file and line, as the files were read

private:
    std::vector<ImportNote> notes_;
};

/// As C's atoi, but noted: leading digits count, anything else is `otherwise`.
int number_of(const Option& option, int otherwise, Notes& notes);
/// Asterisk's and FreeSWITCH's words for yes and no; anything else is no, and noted.
bool yes(const Option& option, Notes& notes);
std::optional<bool> yes_or_no(std::string_view text);
Ms seconds(int number);
bool same_word(std::string_view a, std::string_view b);  // ASCII, whatever the case

}  // namespace ol::importer
