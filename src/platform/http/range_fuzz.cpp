// Any bytes as a Range header: what is sent always lies inside the file.
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "platform/http/range.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::uint64_t file_size = 0;
    if (size < sizeof file_size) return 0;
    std::memcpy(&file_size, data, sizeof file_size);
    file_size >>= data[0] & 63;
    const std::string_view header(reinterpret_cast<const char*>(data) + sizeof file_size,
                                  size - sizeof file_size);
    const auto range = ol::http::parse_range(header, file_size);
    using Kind = ol::http::ByteRange::Kind;
    const bool inside = range.first <= file_size && range.length <= file_size - range.first;
    if (!inside) std::abort();
    if (range.kind == Kind::whole && range.length != file_size) std::abort();
    if (range.kind == Kind::part && range.length == 0) std::abort();
    return 0;
}
