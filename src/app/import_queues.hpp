#pragma once
// `orderline import-queues`: what becomes of the queues of Asterisk or FreeSWITCH. Reads files,
// writes nothing.
#include <string>
#include <vector>

#include "contact/routing/importer/importer.hpp"

namespace ol::app {

struct ImportOptions {
    std::vector<std::string> files;
    std::string people;  // JSON list of {person, login, extension, name}; empty = nobody is known
    bool json = false;
};

/// Returns the exit code: 0 read (whatever the notes say), 1 not readable.
int import_queues(const ImportOptions& options);

/// The note in English, with its parameters.
std::string note_in_english(const importer::ImportNote& note);
/// What becomes of a queue, a line each.
std::vector<std::string> queue_in_english(const importer::ImportedQueue& queue);

}  // namespace ol::app
