#include "contact/recordings/keys.hpp"

#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"

namespace ol::recordings {
namespace {

Error wrong_key() {
    return unavailable("recordings.key_wrong",
                       "this recording is encrypted with a key that this installation's "
                       "keys/secret.key does not open; put back the one of that time");
}

}  // namespace

Result<> Keys::load() {
    std::vector<store::KeyRow> rows;
    auto read = db_.read([&](db::Conn& conn) -> Result<> {
        rows = store::keys(conn);
        return {};
    });
    if (!read) return read;
    const std::lock_guard lock(mutex_);
    keys_.clear();
    for (const auto& row : rows) {
        auto raw = crypto::unbase64(row.sealed);
        auto key = raw ? crypto::unseal(key32_, *raw) : raw;
        if (!key) log::error("recordings", "key_wrong", {{"key", std::to_string(row.id)}});
        keys_[row.id] = key ? std::optional(*key) : std::nullopt;
    }
    return {};
}

Result<FileKey> Keys::current() {
    {
        const std::lock_guard lock(mutex_);
        if (!keys_.empty()) {
            const auto& [id, key] = *keys_.rbegin();
            if (!key) return wrong_key();
            return FileKey{id, *key};
        }
    }
    const FileKey made{ids_.next(), crypto::random_bytes(32)};
    auto saved = db_.write([&](db::Tx& tx) -> Result<> {
        store::save(tx, {made.id, crypto::base64(crypto::seal(key32_, made.key32))}, tx.now);
        return {};
    });
    if (!saved) return saved.error();
    const std::lock_guard lock(mutex_);
    keys_[made.id] = made.key32;
    return made;
}

Result<std::string> Keys::key_of(std::int64_t id) const {
    const std::lock_guard lock(mutex_);
    const auto it = keys_.find(id);
    if (it == keys_.end())
        return unavailable("recordings.key_missing",
                           "the key of this recording is not in the database; restore the backup "
                           "that it came from");
    if (!it->second) return wrong_key();
    return *it->second;
}

std::string Keys::state() const {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, key] : keys_)
        if (!key) return "wrong";
    return keys_.empty() ? "none" : "ok";
}

}  // namespace ol::recordings
