#pragma once
// A pool of read-only connections, opened when first needed.
#include <condition_variable>
#include <mutex>

#include "platform/db/connection.hpp"

namespace ol::db {

class Readers {
public:
    Readers(Place place, int size) : place_(std::move(place)), left_to_open_(size < 1 ? 1 : size) {}
    /// Runs fn in a read-only snapshot on the calling thread; waits at most 5 s for a free
    /// connection ("db.readers_busy").
    Result<> read(const std::function<Result<>(Conn&)>& fn);

private:
    using Lease = std::unique_ptr<Connection>;
    void give_back(Lease lease);
    void begin(Lease& lease);

    const Place place_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<Lease> free_;
    int left_to_open_;
};

}  // namespace ol::db
