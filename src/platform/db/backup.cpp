// Backups of a running database, and putting one back.
#include "platform/db/backup.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

extern char** environ;

namespace ol::db {
namespace {

namespace fs = std::filesystem;

Error backup_failed(const std::string& why) {
    return unavailable("db.backup",
                       "The backup failed: " + why + "; check the place and its free space.");
}

struct Close {
    void operator()(sqlite3* db) const { sqlite3_close(db); }
};
using Sqlite = std::unique_ptr<sqlite3, Close>;

Sqlite open_file(const std::string& path, int mode) {
    sqlite3* db = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &db, mode, nullptr);
    Sqlite out(db);
    if (code != SQLITE_OK) return nullptr;
    return out;
}

/// After this the bytes, and the name, survive a power cut.
void sync_path(const fs::path& path) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    fsync(fd);
    close(fd);
}

void move_into_place(const fs::path& part, const fs::path& target) {
    sync_path(part);
    fs::rename(part, target);
    sync_path(target.has_parent_path() ? target.parent_path() : fs::path("."));
}

Result<> copy_sqlite(const std::string& from, const std::string& to) {
    const Sqlite source = open_file(from, SQLITE_OPEN_READONLY);
    const Sqlite target = open_file(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (!source || !target) return backup_failed("a file cannot be opened");
    sqlite3_busy_timeout(source.get(), 5000);
    sqlite3_backup* copy = sqlite3_backup_init(target.get(), "main", source.get(), "main");
    if (!copy) return backup_failed(sqlite3_errmsg(target.get()));
    sqlite3_backup_step(copy, -1);  // one snapshot; with WAL the writer is not held up
    if (const int code = sqlite3_backup_finish(copy); code != SQLITE_OK)
        return backup_failed(sqlite3_errstr(code));
    return {};
}

Result<> run_program(std::vector<std::string> words) {
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_t child = 0;
    if (posix_spawnp(&child, argv[0], nullptr, nullptr, argv.data(), environ) != 0)
        return backup_failed(words.front() + " is not installed");
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return backup_failed(words.front() + " ended with a fault");
    return {};
}

/// Whole, readable, and one of ours.
bool is_whole_backup(const std::string& path) {
    const Sqlite db = open_file(path, SQLITE_OPEN_READONLY);
    if (!db) return false;
    std::string answer;
    const auto keep = [](void* out, int, char** values, char**) {
        if (values[0]) *static_cast<std::string*>(out) += values[0];
        return 0;
    };
    const int checked = sqlite3_exec(db.get(), "pragma quick_check(1)", keep, &answer, nullptr);
    const int ours =
        sqlite3_exec(db.get(), "select 1 from schema_migration limit 1", nullptr, nullptr, nullptr);
    return checked == SQLITE_OK && answer == "ok" && ours == SQLITE_OK;
}

/// Folds the write-ahead file in and proves that nobody else has the database open.
bool close_for_all(const std::string& path) {
    const Sqlite db = open_file(path, SQLITE_OPEN_READWRITE);
    if (!db) return false;
    const int code = sqlite3_exec(db.get(),
                                  "pragma locking_mode=exclusive; begin immediate; rollback; "
                                  "pragma wal_checkpoint(truncate)",
                                  nullptr, nullptr, nullptr);
    return code == SQLITE_OK;
}

Result<> restore_sqlite(const fs::path& from, const fs::path& target) {
    if (!is_whole_backup(from))
        return invalid("db.backup", "", "The file is not a whole backup; choose another one.");
    const bool existed = fs::exists(target);
    if (existed && !close_for_all(target))
        return unavailable("db.locked", "A process has the database open; stop it first.");
    const fs::path part = target.string() + ".part";
    fs::copy_file(from, part, fs::copy_options::overwrite_existing);
    fs::permissions(part, fs::perms::owner_read | fs::perms::owner_write);
    if (existed) fs::rename(target, target.string() + ".before-restore");
    fs::remove(target.string() + "-wal");
    fs::remove(target.string() + "-shm");
    move_into_place(part, target);
    return {};
}

}  // namespace

Result<> run_backup(const Place& place, const std::string& to_path) {
    const std::string part = to_path + ".part";
    std::error_code ignored;
    fs::remove(part, ignored);
    auto copied = place.dialect == Dialect::sqlite
                      ? copy_sqlite(place.path, part)
                      : run_program({"pg_dump", "--format=custom", "--no-owner", "--file=" + part,
                                     "--dbname=" + place.path});
    if (!copied) {
        fs::remove(part, ignored);
        return copied;
    }
    try {
        fs::permissions(part, fs::perms::owner_read | fs::perms::owner_write);
        move_into_place(part, to_path);
    } catch (const fs::filesystem_error& fault) {
        return backup_failed(fault.code().message());
    }
    return {};
}

Result<> restore(const std::string& from_path, const std::string& url) {
    const auto place = parse_place(url);
    if (!place) return place.error();
    if (place->dialect == Dialect::postgres)
        return run_program({"pg_restore", "--clean", "--if-exists", "--no-owner",
                            "--single-transaction", "--dbname=" + place->path, from_path});
    try {
        return restore_sqlite(from_path, place->path);
    } catch (const fs::filesystem_error& fault) {
        return backup_failed(fault.code().message());
    }
}

}  // namespace ol::db
