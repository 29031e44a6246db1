#pragma once
#include "platform/db/connection.hpp"

namespace ol::db {

/// SQLite: the online backup API into to_path; PostgreSQL: pg_dump in its own format. The file
/// appears whole or not at all.
Result<> run_backup(const Place& place, const std::string& to_path);

}  // namespace ol::db
