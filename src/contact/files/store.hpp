#pragma once
// The bytes of files on the disk, under their SHA-256: written once, whole or not there. A row
// comes after its bytes; bytes whose row never came are swept. Private to the room.
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "contact/files/kinds.hpp"
#include "platform/base/result.hpp"

namespace ol::files {

/// Bytes that are on the disk. While one of these lives they are not swept: it is held until the
/// row that names them is committed.
struct Kept {
    std::string sha256;  // hex
    std::int64_t bytes = 0;
    Kind kind;
    std::shared_ptr<void> hold;
};

/// Thread-safe.
class Store {
public:
    explicit Store(std::string dir) : dir_(std::move(dir)) {}
    /// Synced when it returns. Errors: unavailable files.disk (full, or it refuses).
    Result<Kept> put(std::string_view bytes);
    std::string path(const std::string& sha256) const;
    /// Errors: not_found files.missing, also when its length is another.
    Result<std::string> bytes(const std::string& sha256, std::int64_t length) const;
    bool whole(const std::string& sha256, std::int64_t length) const;

    /// Every file that stands under its SHA-256, in no order.
    std::vector<std::string> names() const;
    /// Removes those that are not held and that `used` says no to. Within the writer's transaction,
    /// so that no row is on its way. How many went.
    int remove(const std::vector<std::string>& names,
               const std::function<bool(const std::string& sha256)>& used);
    /// What was begun and never finished: a process died.
    int clear_begun();

private:
    Result<> write(std::string_view bytes, const std::string& to);
    std::string dir_;
    mutable std::mutex mutex_;  // guards holds_, and a removal against a put
    std::map<std::string, int> holds_;
    std::map<std::string, int> writing_;  // names under new/
};

}  // namespace ol::files
