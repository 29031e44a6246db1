#pragma once
// The Range header (RFC 9110 section 14.2) for one range of bytes: enough for seeking in a
// recording.
#include <cstdint>
#include <string_view>

namespace ol::http {

struct ByteRange {
    enum class Kind { whole, part, unsatisfiable } kind = Kind::whole;
    std::uint64_t first = 0;   // offset of the first byte sent
    std::uint64_t length = 0;  // number of bytes sent
};

/// Absent, malformed or several ranges -> whole (a server may ignore Range); a range past the end
/// -> unsatisfiable.
ByteRange parse_range(std::string_view header, std::uint64_t size);

}  // namespace ol::http
