#pragma once
// One centre per folder: two would give out the same ids and take each other's calls for broken
// off.
#include <string>

#include "platform/base/result.hpp"

namespace ol::app {

/// Holds `<var>/lock` until it is destroyed or the process dies, however it dies (flock(2)).
class VarLock {
public:
    /// Makes the folder if need be. Errors: app.var_in_use (another process holds it), app.var.
    static Result<VarLock> take(const std::string& var);
    VarLock(VarLock&& other) noexcept;
    VarLock& operator=(VarLock&&) = delete;
    ~VarLock();

private:
    explicit VarLock(int fd) : fd_(fd) {}
    int fd_;
};

}  // namespace ol::app
