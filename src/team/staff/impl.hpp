#pragma once
// Private: what a Staff holds, and small rules its parts share.
#include <mutex>

#include "team/staff/session_store.hpp"
#include "team/staff/staff.hpp"
#include "team/staff/store.hpp"
#include "team/staff/throttle.hpp"

namespace ol::staff {

inline Error no_person() {
    return not_found("staff.person_not_found", "There is no such person.");
}

struct Staff::Impl {
    explicit Impl(Deps d) : deps(std::move(d)), audit(deps.key32) {}

    Deps deps;
    Audit audit;
    // Shared with jobs that may still wait in the writer's queue when this room is gone.
    std::shared_ptr<SessionCache> sessions = std::make_shared<SessionCache>();
    std::mutex throttle_mutex;
    Throttle by_login{{.free_failures = 5}};
    Throttle by_source{{.free_failures = 20}};  // an office shares one address
    mutable std::mutex directory_mutex, load_mutex;
    DirectoryPtr directory = std::make_shared<Directory>();

    Time now() const { return deps.clock.now(); }
    DirectoryPtr look() const {
        std::lock_guard lock(directory_mutex);
        return directory;
    }
    std::string seal(std::string_view plain) const;
    Result<std::string> unseal(std::string_view stored) const;
    /// Charges both keys or none. Error too_many "staff.throttled".
    Result<> charge(const std::string& login, const std::string& source);
    void refund(const std::string& login, const std::string& source);
    void forgive(const std::string& login, const std::string& source);
    Result<> check_own_password(const Person& person, std::string_view password);
};

inline Error unauthenticated(std::string code, std::string detail) {
    return {Errc::unauthenticated, std::move(code), {}, std::move(detail), {}};
}

inline constexpr std::size_t password_bytes_max = 256;
Result<> check_new_password(std::string_view password, std::string_view login,
                            std::string_view field);
Result<> check_language(std::string_view code, std::string_view field);
Result<> check_text(std::string_view text, std::size_t letters_max, std::string_view field);
bool is_code(std::string_view text);  // [a-z_]{1,20}

/// {"fields":["name","roles"]}: what an edit touched, for the audit.
std::string fields_json(const std::vector<std::string>& fields);

}  // namespace ol::staff
