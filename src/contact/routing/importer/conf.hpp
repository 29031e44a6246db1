#pragma once
// Asterisk's configuration format: sections, templates, comments, includes. Nothing is executed; an
// include is followed only into files that were given.
#include "contact/routing/importer/notes.hpp"

namespace ol::importer {

struct ConfSection {
    std::string name;
    Place place;
    bool is_template = false, used = false;  // used: somebody inherits from it
    std::vector<Option> options;
};

struct Conf {
    std::vector<ConfSection> sections;
};

/// Reads one file with what it includes. Errors: import.file_too_large, import.too_many_lines,
/// import.too_many_options; all else is a note, and the rest of the file counts.
Result<Conf> read_conf(const ImportFile& root, const std::vector<ImportFile>& files, Notes& notes);

/// The base names that a file includes, wildcards and all: such a file is read where it is
/// included, not by itself.
std::vector<std::string> included_names(const ImportFile& file);
bool name_fits(std::string_view pattern, std::string_view file_name);

/// What counts of a section: of an option that stands more than once the last; the others are
/// noted, unless they came from a template. Those in `lists` keep every line.
std::vector<Option> effective(const ConfSection& section,
                              const std::vector<std::string_view>& lists, Notes& notes);

}  // namespace ol::importer
