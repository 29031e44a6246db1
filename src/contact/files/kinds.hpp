#pragma once
// What a file is by its own bytes, and what it may be called: pure. What a sender calls it is
// never believed.
#include <string>
#include <string_view>

#include "contact/files/types.hpp"

namespace ol::files {

struct Kind {
    std::string type = "application/octet-stream";
    FileSort sort = FileSort::other;
    bool showable = false;      // harmless within a page: raster pictures, sound, films
    int width = 0, height = 0;  // of pictures that say so
    friend bool operator==(const Kind&, const Kind&) = default;
};

/// Of the first bytes (64 KiB are enough); total: of the whole file.
constexpr std::size_t head_bytes = 64 << 10;
Kind kind_of(std::string_view head);

/// Opened on a computer it may run: by its bytes (programs, pages), or by the ending of its name.
bool is_risky(FileSort sort, std::string_view name);

/// A name for a person and for a disk: the last part of a path, valid UTF-8, no control, format or
/// reserved characters, no text that turns its direction, at most 120 bytes with its ending kept.
/// Nothing left: "file" with the type's ending.
std::string clean_name(std::string_view told, const Kind& kind);

/// "attachment; filename=...; filename*=UTF-8''..." (RFC 6266).
std::string disposition(std::string_view name, bool within = false);
/// As a part of an address: everything but letters, digits and "-._~" as %XX.
std::string in_address(std::string_view name);

}  // namespace ol::files
