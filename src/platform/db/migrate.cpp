// Migrations: each in its own transaction, remembered with a checksum. The writer's lock (SQLite:
// begin immediate, PostgreSQL: advisory lock) keeps two starting processes from running one twice.
#include "platform/db/migrate.hpp"

#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/db/connection.hpp"

namespace ol::db {
namespace {

constexpr std::string_view table_sql = R"(
create table if not exists schema_migration (
    room text not null, number bigint not null, name text not null,
    checksum text not null, at bigint not null,
    primary key (room, number)))";

constexpr std::string_view core_sql = R"(
create table journal (
    seq bigint primary key, at bigint not null, kind text not null,
    subject bigint not null, actor bigint not null, data text not null);
create index journal_subject on journal (subject, seq);
create table journal_cursor (name text primary key, seq bigint not null);
create table db_probe (slot bigint primary key, filler text not null);
)";

constexpr Migration core[] = {{"db", 1, "journal", core_sql}};

std::string_view own_part(const Migration& m, Dialect dialect) {
    return dialect == Dialect::sqlite ? m.sqlite_only : m.postgres_only;
}

std::string title(const Migration& m) {
    return std::string(m.room) + " " + std::to_string(m.number);
}

std::string checksum(const Migration& m, Dialect dialect) {
    return crypto::hex(
        crypto::sha256(std::string(m.sql) + '\n' + std::string(own_part(m, dialect))));
}

Result<> run_one(Tx& tx, const Migration& m, int& count) {
    const std::string sum = checksum(m, tx.conn.dialect());
    const Rows done = tx.query(
        "select checksum from schema_migration where room = ?1 and number = ?2", m.room, m.number);
    if (!done.empty()) {
        if (done.text(0, 0) == sum) return {};
        return conflict("db.migration_changed",
                        "Migration " + title(m) +
                            " was changed after it ran here; bring it back and add a new one.");
    }
    auto& conn = dynamic_cast<Connection&>(tx.conn);
    for (const auto sql : {m.sql, own_part(m, conn.dialect())})
        if (!sql.empty()) conn.command(sql);
    tx.exec(
        "insert into schema_migration (room, number, name, checksum, at) values (?1, ?2, ?3, ?4, "
        "?5)",
        m.room, m.number, m.name, sum, tx.now);
    ++count;
    return {};
}

Result<> refuse_newer(Tx& tx, std::span<const Migration> all) {
    const Rows found = tx.query(
        "select room, max(number) as number from schema_migration group by room order by room");
    for (std::size_t i = 0; i < found.size(); ++i) {
        std::int64_t known = -1;
        for (const Migration& m : all)
            if (m.room == found.text(i, 0)) known = std::max<std::int64_t>(known, m.number);
        if (known >= 0 && found.i64(i, 1) > known)
            return conflict("db.newer_schema",
                            "This database was used by a later version (room " + found.text(i, 0) +
                                "); start that version, or restore a backup from before.");
    }
    return {};
}

}  // namespace

std::span<const Migration> core_migrations() { return core; }

Result<> run_migrations(Database& db, std::span<const Migration> all) {
    auto ready = db.write([&](Tx& tx) -> Result<> {
        dynamic_cast<Connection&>(tx.conn).command(table_sql);
        return refuse_newer(tx, all);
    });
    if (!ready) return ready;
    int count = 0;
    for (const Migration& m : all) {
        auto done = db.write([&](Tx& tx) { return run_one(tx, m, count); });
        if (!done) {
            Error error = done.error();
            if (error.code == "db.sql")
                error.detail = "Migration " + title(m) + ": " + error.detail;
            return error;
        }
    }
    if (count) log::info("db", "migrated", {{"count", std::to_string(count)}});
    return {};
}

}  // namespace ol::db
