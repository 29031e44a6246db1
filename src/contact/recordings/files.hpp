#pragma once
// Files of recordings as bytes: plain, or sealed in chunks of 64 KiB with AES-256-GCM so that any
// part is read without the rest. Private to the room.
//
//   "OLSEAL1\n" | number of the key, 8 | salt, 16 | chunk 0 | chunk 1 | ...
//   each chunk: 65,536 bytes of content (the last one 0 to 65,536) and the tag, 16
//
// The file's own key is HMAC-SHA256(key, salt); a chunk's nonce is its number and whether it is the
// last; the header goes into every tag. So no nonce is used twice, and a part that was moved, cut
// or changed is found (the STREAM construction of Hoang, Reyhanitabar, Rogaway, Vizar 2015).
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace ol::recordings {

/// Key number 0 is no key: the file is plain.
struct FileKey {
    std::int64_t id = 0;
    std::string key32;
};
/// The key of that number. Errors: "recordings.key_missing", "recordings.key_wrong".
using KeyOf = std::function<Result<std::string>(std::int64_t id)>;

/// The content of a file. Reads from several threads are fine.
class Bytes {
public:
    virtual ~Bytes() = default;
    virtual std::int64_t size() const = 0;
    /// Up to n bytes from there; fewer only at the end. Errors: "recordings.damaged",
    /// "recordings.unreadable".
    virtual Result<std::string> read(std::int64_t offset, std::size_t n) const = 0;
};
/// Errors: "recordings.file_missing", those of KeyOf, "recordings.damaged".
Result<std::unique_ptr<Bytes>> open_bytes(const std::string& path, const KeyOf& key_of);
/// The number of its key; 0: plain. Looks at the head only.
Result<std::int64_t> key_number(const std::string& path);

/// Writes a file from its beginning; what it wrote first (64 KiB) may be changed until finish().
class Sink {
public:
    virtual ~Sink() = default;
    virtual Result<> write(std::string_view bytes) = 0;
    virtual Result<> rewrite(std::size_t offset, std::string_view bytes) = 0;
    virtual Result<> finish() = 0;  // on the disk when it returns
};
/// Replaces what was there. Errors of all: "recordings.disk_full", "recordings.disk".
Result<std::unique_ptr<Sink>> create_file(const std::string& path, const FileKey& key);

/// The name is on the disk when it returns.
Result<> rename_file(const std::string& from, const std::string& to);

}  // namespace ol::recordings
