#pragma once
// What a buyer's page sends comes in parts, so that it can say how far it is and go on after a
// broken network: parts on the disk until the last one is there. Nothing of it outlives a restart:
// the page is told that nothing is here, and begins again. Private to the room.
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/base/time.hpp"

namespace ol::files {

/// `owner` and `name` are the sender's own words for himself and for the file; `total` in bytes.
struct Part {
    std::string owner, name;
    std::int64_t from = 0, total = 0;
};

constexpr std::size_t arriving_most = 3;                 // of one sender at once
constexpr std::int64_t arriving_bytes_most = 2LL << 30;  // of all, as told
constexpr Ms arriving_for{10 * 60000};                   // since its last part

/// Thread-safe.
class Arriving {
public:
    explicit Arriving(std::string dir) : dir_(std::move(dir) + "/arriving") {}
    /// Bytes that are here now. Errors: files.part {have} (go on from there),
    /// files.too_many_unsent, files.disk.
    Result<std::int64_t> add(const Part& part, std::string_view bytes, Time now);
    /// All of it, of a part that has reached its total. Errors: files.disk.
    Result<std::string> whole(const Part& part) const;
    void drop(const Part& part);
    void sweep(Time now);

private:
    struct One {
        std::int64_t have = 0, total = 0;
        Time last{};
    };
    using Key = std::pair<std::string, std::string>;
    Result<One*> begun(const Key& key, const Part& part, Time now);
    std::string path(const Key& key) const;
    void forget(std::map<Key, One>::iterator at);
    void sweep_held(Time now);

    std::string dir_;
    mutable std::mutex mutex_;  // guards what is below, and the files
    std::map<Key, One> all_;
    bool cleared_ = false;
};

}  // namespace ol::files
