#pragma once
#include "platform/db/db.hpp"

namespace ol::db {

/// The tables of this room: the journal, its cursors, the probe.
std::span<const Migration> core_migrations();

/// Runs what is missing. Errors: "db.migration_changed" (an applied one differs), "db.newer_schema"
/// (made by a later version).
Result<> run_migrations(Database& db, std::span<const Migration> all);

}  // namespace ol::db
