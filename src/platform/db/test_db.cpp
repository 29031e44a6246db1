#include "platform/db/test_db.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "platform/base/crypto.hpp"
#include "platform/db/connection.hpp"

namespace ol::db {
namespace {

std::string postgres_url() {
    const char* url = std::getenv("OL_TEST_PG_URL");
    return url ? url : "";
}

std::string unique_name() { return "ol_test_" + crypto::hex(crypto::random_bytes(8)); }

void run_outside(const std::string& sql) {
    const auto place = parse_place(postgres_url());
    if (!place) throw std::runtime_error(place.error().detail);
    connect(*place, false)->command(sql);
}

}  // namespace

bool has_test_postgres() { return !postgres_url().empty(); }

TestDatabase::TestDatabase(std::span<const Migration> migrations, Dialect dialect,
                           const Clock& clock)
    : clock_(clock) {
    const std::string name = unique_name();
    if (dialect == Dialect::sqlite) {
        folder_ = (std::filesystem::temp_directory_path() / name).string();
        url_ = "sqlite:" + folder_ + "/test.db?busy_ms=200";
    } else {
        schema_ = name;
        run_outside("create schema " + schema_);
        const std::string base = postgres_url();
        url_ =
            base + (base.find('?') == base.npos ? "?" : "&") + "options=-csearch_path%3D" + schema_;
    }
    reopen();
    if (auto done = database_->migrate(migrations); !done)
        throw std::runtime_error("migrations: " + done.error().code + ": " + done.error().detail);
}

TestDatabase::~TestDatabase() {
    database_.reset();
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
    try {
        if (!schema_.empty()) run_outside("drop schema " + schema_ + " cascade");
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "the test schema %s stays: %s\n", schema_.c_str(), fault.what());
    }
}

void TestDatabase::reopen() {
    database_.reset();
    auto opened = Database::open({url_, 4, 100000}, clock_);
    if (!opened)
        throw std::runtime_error("test database: " + opened.error().code + ": " +
                                 opened.error().detail);
    database_ = std::move(*opened);
}

void for_each_database(std::span<const Migration> migrations,
                       const std::function<void(Database&)>& body, const Clock& clock) {
    {
        TestDatabase sqlite(migrations, Dialect::sqlite, clock);
        body(*sqlite);
    }
    if (!has_test_postgres()) {
        std::printf("skipped: OL_TEST_PG_URL not set\n");
        return;
    }
    TestDatabase postgres(migrations, Dialect::postgres, clock);
    body(*postgres);
}

}  // namespace ol::db
