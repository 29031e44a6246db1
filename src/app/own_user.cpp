#include "app/own_user.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <system_error>
#include <vector>

#include "platform/base/log.hpp"

namespace ol::app {

namespace fs = std::filesystem;

namespace {

std::optional<Account> find_account(const std::string& name);
std::string unreachable_folder(const Config& config, const Account& account);
bool reaches(const Account& account, const std::string& path, int how);
Result<> give(const std::string& folder, const Account& account);
std::string last_error() { return std::system_category().message(errno); }

}  // namespace

Result<std::optional<Account>> account_for(const Config& config) {
    const std::optional<Account> nobody;
    const bool asked = !config.user.empty();
    const auto account = find_account(asked ? config.user : "orderline");
    if (::geteuid() != 0) {
        if (!asked || (account && account->uid == ::geteuid())) return nobody;
        return invalid("app.user", "user",
                       "only root can become " + config.user + "; start as root, or as that user");
    }
    if (!account) {
        if (asked)
            return invalid(
                "app.user", "user",
                "there is no user " + config.user + "; make one: useradd --system " + config.user);
        log::warn("app", "runs_as_root",
                  {{"way_out", "useradd --system orderline, or --user NAME"}});
        return nobody;
    }
    if (account->uid == 0) return nobody;
    const auto closed = unreachable_folder(config, *account);
    if (closed.empty()) return account;
    if (asked)
        return invalid("app.user_reach", closed,
                       "the user " + account->name + " cannot use " + closed +
                           "; move it, or open the folders above it to that user");
    log::warn("app", "runs_as_root", {{"user", account->name}, {"cannot_use", closed}});
    return nobody;
}

Result<> become(const Account& account, const std::string& var) {
    if (auto given = give(var, account); !given) return given;
    // The wrappers of glibc change every thread of the process.
    if (::initgroups(account.name.c_str(), account.gid) != 0 || ::setgid(account.gid) != 0 ||
        ::setuid(account.uid) != 0)
        return unavailable("app.user", "cannot become " + account.name + ": " + last_error());
    if (::setuid(0) == 0)
        return unavailable("app.user", "the way back to root is still open; stopping");
    if (::access(var.c_str(), R_OK | W_OK | X_OK) != 0)
        return unavailable("app.user", account.name + " cannot write in " + var);
    log::info("app", "runs_as", {{"user", account.name}});
    return {};
}

namespace {

std::optional<Account> find_account(const std::string& name) {
    std::array<char, 16384> room{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwnam_r(name.c_str(), &entry, room.data(), room.size(), &found) != 0 || !found)
        return std::nullopt;
    return Account{name, found->pw_uid, found->pw_gid};
}

/// The first folder that the server needs later and the account cannot use; "" when all is well.
std::string unreachable_folder(const Config& config, const Account& account) {
    std::error_code ignored;
    const fs::path var = fs::absolute(config.var, ignored);
    // `var` itself will be its own; relative paths start at the working folder.
    for (const std::string& path : {std::string("."), config.desk, config.storefront, config.widget,
                                    config.prompts, var.parent_path().string()})
        if (fs::exists(path, ignored) && !reaches(account, path, X_OK)) return path;
    constexpr std::string_view sqlite = "sqlite:";
    if (!config.database.starts_with(sqlite)) return "";
    const fs::path file = fs::absolute(config.database.substr(sqlite.size()), ignored);
    const auto inside = file.lexically_normal().lexically_relative(var.lexically_normal());
    if (!inside.empty() && *inside.begin() != "..") return "";
    const std::string folder = file.parent_path();
    return reaches(account, folder, R_OK | W_OK | X_OK) ? "" : folder;
}

bool reaches(const Account& account, const std::string& path, int how) {
    const auto group = ::getegid();
    if (::setegid(account.gid) != 0) return false;
    bool can = false;
    if (::seteuid(account.uid) == 0) {
        can = ::faccessat(AT_FDCWD, path.c_str(), how, AT_EACCESS) == 0;
        if (::seteuid(0) != 0) std::abort();  // between two users: nothing safe is left to do
    }
    if (::setegid(group) != 0) std::abort();
    return can;
}

/// Links are given themselves, never what they point at.
Result<> give(const std::string& folder, const Account& account) {
    std::error_code error;
    std::vector<fs::path> all{folder};
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error))
        all.push_back(at->path());
    if (error) return unavailable("app.user", "cannot read " + folder + ": " + error.message());
    for (const auto& path : all)
        if (::lchown(path.c_str(), account.uid, account.gid) != 0 && errno != ENOENT)
            return unavailable("app.user", "cannot give " + path.string() + " to " + account.name +
                                               ": " + last_error());
    return {};
}

}  // namespace
}  // namespace ol::app
