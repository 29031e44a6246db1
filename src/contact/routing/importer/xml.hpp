#pragma once
// XML as a tree of elements with their lines. No document type, no external entities, no
// processing instructions are carried out; depth and size are limited.
#include "contact/routing/importer/notes.hpp"

namespace ol::importer {

struct Element {
    std::string name;
    std::vector<std::pair<std::string, std::string>> attributes;
    std::vector<Element> children;
    int line = 0;
    const std::string* attribute(std::string_view name) const;
};

/// The root element. Errors: import.xml_syntax ("file:line"), import.xml_doctype,
/// import.xml_too_deep, import.too_many_options (elements), import.file_too_large.
Result<Element> read_xml(const ImportFile& file, Notes& notes);

}  // namespace ol::importer
