#pragma once
// Keys of encrypted recordings: random, sealed with the installation's key, which is not in the
// backup (keys/secret.key). Private to the room. Thread-safe.
#include <map>
#include <mutex>
#include <optional>

#include "contact/recordings/files.hpp"
#include "contact/recordings/store.hpp"
#include "platform/base/ids.hpp"

namespace ol::recordings {

class Keys {
public:
    Keys(db::Database& db, IdSource& ids, std::string key32)
        : db_(db), ids_(ids), key32_(std::move(key32)) {}
    Result<> load();
    /// The key for new files; the first one is made and kept before it is given. Never a second
    /// one beside a key that cannot be opened: "recordings.key_wrong".
    Result<FileKey> current();
    Result<std::string> key_of(std::int64_t id) const;
    /// "none", "ok", "wrong"
    std::string state() const;

private:
    db::Database& db_;
    IdSource& ids_;
    std::string key32_;
    mutable std::mutex mutex_;
    std::map<std::int64_t, std::optional<std::string>> keys_;  // absent: cannot be opened
};

}  // namespace ol::recordings
