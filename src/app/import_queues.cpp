#include "app/import_queues.hpp"

#include <fstream>
#include <iostream>
#include <optional>

#include "platform/base/json.hpp"

namespace ol::app {

namespace {

int complain(const Error& e) {
    std::cerr << "orderline: " << e.detail << "\n";
    if (!e.field.empty()) std::cerr << "  at: " << e.field << "\n";
    std::cerr << "  code: " << e.code << "\n";
    return 1;
}

std::optional<std::string> read_file(const std::string& name) {
    std::ifstream in(name, std::ios::binary);
    if (!in) return std::nullopt;
    std::string text(importer::file_bytes_max + 1,
                     '\0');  // one more: the importer says "too large"
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad() || (in.fail() && !in.eof())) return std::nullopt;
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

/// A foreign file may hold what moves a terminal's cursor or colours it.
std::string printable(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const bool c1 =
            c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (c1) ++i;
        out += c < 0x20 || c == 0x7F || c1 ? '?' : text[i];
    }
    return out;
}

void print(const importer::Imported& imported) {
    for (const importer::ImportedQueue& queue : imported.queues) {
        std::cout << printable(queue.config.name) << "  (" << printable(queue.file) << ':'
                  << queue.line << ")\n";
        for (const std::string& line : queue_in_english(queue)) std::cout << "  " << line << "\n";
    }
    std::cout << "\n"
              << imported.queues.size() << " queues, " << imported.agents.size() << " agents, "
              << imported.notes.size() << " notes\n";
    for (const importer::ImportNote& note : imported.notes)
        std::cout << printable(note_in_english(note)) << "\n";
}

}  // namespace

int import_queues(const ImportOptions& options) {
    std::vector<importer::ImportFile> files;
    for (const std::string& name : options.files) {
        auto text = read_file(name);
        if (!text) return complain(not_found("import.file", "The file cannot be read: " + name));
        files.push_back({name, std::move(*text)});
    }
    std::vector<importer::KnownPerson> people;
    if (!options.people.empty()) {
        const auto text = read_file(options.people);
        if (!text)
            return complain(not_found("import.file", "The file cannot be read: " + options.people));
        auto read = json::read<std::vector<importer::KnownPerson>>(*text, importer::file_bytes_max);
        if (!read) return complain(read.error());
        people = std::move(*read);
    }
    const auto imported = importer::import_queues(files, people);
    if (!imported) return complain(imported.error());
    if (options.json)
        std::cout << json::write(*imported) << "\n";
    else
        print(*imported);
    return 0;
}

}  // namespace ol::app
