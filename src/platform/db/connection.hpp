#pragma once
// What the engine needs of a connection beyond Conn; one implementation for SQLite, one for libpq.
// Throws db::Fault.
#include <memory>
#include <string>
#include <string_view>

#include "platform/db/db.hpp"

namespace ol::db {

class Connection : public Conn {
public:
    virtual void
    begin_write() = 0;  // holds the one write lock of the centre until commit or rollback
    virtual void begin_read() = 0;  // a read-only snapshot
    virtual void commit() = 0;
    virtual void rollback() noexcept = 0;
    virtual bool in_transaction()
        const = 0;                  // false too when the fault itself has rolled everything back
    virtual bool lost() const = 0;  // the peer is gone; only a new connection helps
    virtual void settle() = 0;      // throws the fault of what was sent and not answered yet
    virtual void command(
        std::string_view sql) = 0;  // one or more statements without parameters or rows
};

/// A database's address, taken apart.
struct Place {
    Dialect dialect = Dialect::sqlite;
    std::string path;  // sqlite: the file; postgres: the whole URL
    int busy_ms = 2000;
    std::int64_t max_pages =
        0;  // tests: the greatest size of the file in pages; 0 = the disk decides
};
Result<Place> parse_place(std::string_view url);

std::unique_ptr<Connection> open_sqlite(const Place& place, bool read_only);
std::unique_ptr<Connection> open_postgres(const Place& place);
std::unique_ptr<Connection> connect(const Place& place, bool read_only);

}  // namespace ol::db
