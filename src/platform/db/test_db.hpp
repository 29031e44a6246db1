#pragma once
// For store tests of every room: a fresh database with the room's migrations, on SQLite and, where the environment
// names one (OL_TEST_PG_URL), on PostgreSQL in a schema of its own.
//   for_each_database(ol::orders::migrations(), [](db::Database& db) { ... EXPECT ... });
#include <functional>
#include <memory>
#include <string>

#include "platform/db/db.hpp"

namespace ol::db {

/// An empty database that vanishes with this object.
class TestDatabase {
public:
    /// Throws std::runtime_error when it cannot be made, with the reason.
    explicit TestDatabase(std::span<const Migration> migrations, Dialect dialect = Dialect::sqlite,
                          const Clock& clock = system_clock());
    ~TestDatabase();
    TestDatabase(const TestDatabase&)            = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    Database& operator*() { return *database_; }
    Database* operator->() { return database_.get(); }
    const std::string& url() const { return url_; }
    const std::string& folder() const { return folder_; }
    void close() { database_.reset(); }  // so that another process may have it
    void reopen();                       // as after a restart of the server

private:
    const Clock& clock_;
    std::string folder_, schema_, url_;  // folder: SQLite's; schema: PostgreSQL's
    std::unique_ptr<Database> database_;
};

bool has_test_postgres();  // OL_TEST_PG_URL is set

/// Runs the body on a fresh SQLite database, then on a fresh PostgreSQL one or prints "skipped: OL_TEST_PG_URL not set".
void for_each_database(std::span<const Migration> migrations, const std::function<void(Database&)>& body,
                       const Clock& clock = system_clock());

}  // namespace ol::db
