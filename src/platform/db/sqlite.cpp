// SQLite behind Connection: WAL, synchronous=FULL, statements cached by their text.
#include <sqlite3.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

#include "platform/base/text.hpp"
#include "platform/db/connection.hpp"

namespace ol::db {
namespace {

constexpr std::size_t cache_max = 500;

Fault::Kind kind_of(sqlite3* db, int code) {
    switch (code) {  // the extended codes first
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY: return Fault::Kind::unique;
        case SQLITE_CONSTRAINT_FOREIGNKEY: return Fault::Kind::foreign;
        default: break;
    }
    const int system = sqlite3_system_errno(db);
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return Fault::Kind::busy;
        case SQLITE_FULL: return Fault::Kind::full;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:  // a write-ahead file that finds no room
            return system == ENOSPC || system == EDQUOT ? Fault::Kind::full : Fault::Kind::lost;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return Fault::Kind::lost;
        case SQLITE_ERROR: return Fault::Kind::syntax;
        default: return Fault::Kind::other;
    }
}

[[noreturn]] void fail(sqlite3* db, int code) {
    const int extended = db ? sqlite3_extended_errcode(db) : code;
    // SQLite's messages name tables and columns, never values.
    throw Fault{kind_of(db, extended), db ? sqlite3_errmsg(db) : sqlite3_errstr(code)};
}

void check(sqlite3* db, int code) {
    if (code != SQLITE_OK) fail(db, code);
}

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
};
struct Finalize {
    void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
struct Close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};

/// A statement that ends its run whatever happens, so that it can be used again.
struct Run {
    sqlite3* db;
    sqlite3_stmt* statement;
    ~Run() {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
    bool step() const {
        const int code = sqlite3_step(statement);
        if (code == SQLITE_ROW) return true;
        if (code != SQLITE_DONE) fail(db, code);
        return false;
    }
};

void bind(sqlite3* db, sqlite3_stmt* s, int place, const Value& value) {
    struct Binder {
        sqlite3_stmt* s;
        int place;
        int operator()(std::nullptr_t) const { return sqlite3_bind_null(s, place); }
        int operator()(std::int64_t v) const { return sqlite3_bind_int64(s, place, v); }
        int operator()(double v) const { return sqlite3_bind_double(s, place, v); }
        int operator()(bool v) const { return sqlite3_bind_int(s, place, v); }
        int operator()(const std::string& v) const {
            return sqlite3_bind_text64(s, place, v.data(), v.size(), SQLITE_STATIC, SQLITE_UTF8);
        }
    };
    check(db, std::visit(Binder{s, place}, value));
}

/// SQLite keeps booleans as 0 and 1; the declared type tells them, so that both databases give the
/// same Value.
bool is_boolean(sqlite3_stmt* s, int col) {
    const char* type = sqlite3_column_decltype(s, col);
    return type && lower_ascii(type) == "boolean";
}

Value column(sqlite3_stmt* s, int col, bool boolean) {
    switch (sqlite3_column_type(s, col)) {
        case SQLITE_INTEGER:
            if (boolean) return sqlite3_column_int(s, col) != 0;
            return std::int64_t{sqlite3_column_int64(s, col)};
        case SQLITE_FLOAT: return sqlite3_column_double(s, col);
        case SQLITE_NULL: return nullptr;
        default: {
            const auto* data = static_cast<const char*>(sqlite3_column_blob(s, col));
            return std::string(data ? data : "",
                               static_cast<std::size_t>(sqlite3_column_bytes(s, col)));
        }
    }
}

Rows fetch(const Run& run) {
    Rows out;
    const int width = sqlite3_column_count(run.statement);
    std::vector<bool> boolean;
    for (int col = 0; col < width; ++col) {
        out.columns.emplace_back(sqlite3_column_name(run.statement, col));
        boolean.push_back(is_boolean(run.statement, col));
    }
    while (run.step()) {
        auto& row = out.rows.emplace_back();
        for (int col = 0; col < width; ++col)
            row.push_back(column(run.statement, col, boolean[static_cast<std::size_t>(col)]));
    }
    return out;
}

class Sqlite final : public Connection {
public:
    Sqlite(const Place& place, bool read_only);
    Dialect dialect() const override { return Dialect::sqlite; }
    std::int64_t changed() const override { return changed_; }
    void begin_write() override { command("begin immediate"); }
    void begin_read() override { command("begin"); }
    void commit() override { command("commit"); }
    void rollback() noexcept override {
        sqlite3_exec(db_.get(), "rollback", nullptr, nullptr, nullptr);
    }
    bool in_transaction() const override { return sqlite3_get_autocommit(db_.get()) == 0; }
    bool lost() const override { return false; }
    void settle() override {}
    void command(std::string_view sql) override {
        check(db_.get(),
              sqlite3_exec(db_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr));
    }
    Rows run(std::string_view sql, std::span<const Value> params) override;

private:
    sqlite3_stmt* prepared(std::string_view sql);
    void set_up(const Place& place, bool read_only);

    std::unique_ptr<sqlite3, Close> db_;
    std::unordered_map<std::string, Statement, TextHash, std::equal_to<>> cache_;
    std::int64_t changed_ = 0;
};

Sqlite::Sqlite(const Place& place, bool read_only) {
    sqlite3* db = nullptr;
    const int mode = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    const int code = sqlite3_open_v2(place.path.c_str(), &db, mode | SQLITE_OPEN_NOMUTEX, nullptr);
    db_.reset(db);
    check(db, code);
    set_up(place, read_only);
}

void Sqlite::set_up(const Place& place, bool read_only) {
    sqlite3_extended_result_codes(db_.get(), 1);
    sqlite3_busy_timeout(db_.get(), place.busy_ms);
    command(
        "pragma foreign_keys=on; pragma temp_store=memory; pragma cache_size=-16000; pragma "
        "trusted_schema=off");
    if (read_only) return command("pragma query_only=on");
    // FULL: an acknowledged commit survives a power cut; group commit makes its price small
    // (spec/stack.md section 3).
    command("pragma journal_mode=wal; pragma synchronous=full; pragma journal_size_limit=67108864");
    if (place.max_pages) command("pragma max_page_count=" + std::to_string(place.max_pages));
    chmod(place.path.c_str(), 0600);  // buyers' data: nobody else on this machine
}

sqlite3_stmt* Sqlite::prepared(std::string_view sql) {
    if (const auto it = cache_.find(sql); it != cache_.end()) return it->second.get();
    sqlite3_stmt* made = nullptr;
    const char* rest = nullptr;
    check(db_.get(), sqlite3_prepare_v3(db_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &made, &rest));
    Statement statement(made);
    const std::string_view tail(rest, static_cast<std::size_t>(sql.data() + sql.size() - rest));
    if (!made || !trim(tail).empty())
        throw Fault{Fault::Kind::syntax, "run() takes exactly one statement"};
    if (cache_.size() >= cache_max) cache_.clear();
    return cache_.emplace(sql, std::move(statement)).first->second.get();
}

Rows Sqlite::run(std::string_view sql, std::span<const Value> params) {
    const Run run{db_.get(), prepared(sql)};
    if (sqlite3_bind_parameter_count(run.statement) != static_cast<int>(params.size()))
        throw Fault{Fault::Kind::syntax,
                    "the statement wants another number of parameters: " + std::string(sql)};
    for (std::size_t i = 0; i < params.size(); ++i)
        bind(run.db, run.statement, static_cast<int>(i) + 1, params[i]);
    Rows out = fetch(run);
    changed_ = sqlite3_stmt_readonly(run.statement) ? 0 : sqlite3_changes64(run.db);
    return out;
}

void make_folder(const std::string& file) {
    const auto folder = std::filesystem::path(file).parent_path();
    std::error_code ignored;  // opening the file tells it better
    if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
}

}  // namespace

std::unique_ptr<Connection> open_sqlite(const Place& place, bool read_only) {
    if (!read_only) make_folder(place.path);
    return std::make_unique<Sqlite>(place, read_only);
}

}  // namespace ol::db
