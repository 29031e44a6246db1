#pragma once
// A handler's Response made ready for the wire: header text, conditional requests, ranges. Blocking
// (opens files): runs on a worker.
#include <cstdint>
#include <string>

#include "platform/http/http.hpp"

namespace ol::http {

/// An open file descriptor with its owner.
class OpenFile {
public:
    OpenFile() = default;
    explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
    OpenFile(OpenFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    OpenFile& operator=(OpenFile&& other) noexcept;
    ~OpenFile();
    explicit operator bool() const { return descriptor_ >= 0; }
    int get() const { return descriptor_; }
    /// Up to `bytes_max` bytes from `offset`; fewer at the end of the file or on a fault.
    std::string read(std::uint64_t offset, std::size_t bytes_max) const;

private:
    int descriptor_ = -1;
};

struct Answer {
    int status = 200;
    std::string head, body;
    OpenFile file;  // when open: `file_left` bytes from `file_offset` follow the body
    std::uint64_t file_offset = 0, file_left = 0;
    bool keep_alive = true;
};

/// Adds length, date, security headers and the request's id; takes the body away for HEAD, 204 and
/// 304.
Answer make_answer(const Request& request, Response response, bool keep_alive);

}  // namespace ol::http
