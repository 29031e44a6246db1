#pragma once
// For the tests of this room only.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "contact/routing/importer/importer.hpp"
#include "platform/base/names.hpp"

namespace ol::importer {

inline ImportFile sample(const std::string& name) {
    const char* root = std::getenv("OL_SOURCE_DIR");
    std::ifstream in(
        std::string(root ? root : ".") + "/src/contact/routing/importer/testdata/" + name,
        std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    EXPECT_TRUE(in.good()) << name;
    return {name, text.str()};
}

inline Imported imported(const std::vector<ImportFile>& files,
                         const std::vector<KnownPerson>& people = {}) {
    auto result = import_queues(files, people);
    if (result) return std::move(*result);
    ADD_FAILURE() << result.error().code << ' ' << result.error().field << ' '
                  << result.error().detail;
    return {};
}

/// One queue "q" of these lines.
inline Imported queue_of(const std::string& lines) {
    return imported({{"queues.conf", "[q]\n" + lines}});
}

/// "code reason" of each note about this option, in order.
inline std::vector<std::string> said(const Imported& import, const std::string& option,
                                     const std::string& section = "") {
    std::vector<std::string> out;
    for (const ImportNote& note : import.notes)
        if (note.option == option && (section.empty() || note.section == section) && note.line > 0)
            out.push_back(std::string(to_name(note.code)) + ' ' +
                          std::string(to_name(note.reason)));
    return out;
}

inline const ImportNote* note_of(const Imported& import, ImportReason reason) {
    for (const ImportNote& note : import.notes)
        if (note.reason == reason) return &note;
    return nullptr;
}

inline std::string code_of(const std::vector<ImportFile>& files) {
    const auto result = import_queues(files);
    return result ? "" : result.error().code + ' ' + result.error().field;
}

using Told = std::vector<std::string>;

}  // namespace ol::importer
