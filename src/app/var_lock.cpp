#include "app/var_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <utility>

namespace ol::app {

Result<VarLock> VarLock::take(const std::string& var) {
    std::error_code error;
    std::filesystem::create_directories(var, error);
    const std::string path = var + "/lock";
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return unavailable("app.var", "cannot write in the folder " + var + ": " +
                                          std::system_category().message(errno));
    VarLock lock(fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0)
        return conflict("app.var_in_use", "another centre runs with the folder " + var +
                                              "; end it, or choose another folder with --var");
    return lock;
}

VarLock::VarLock(VarLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

VarLock::~VarLock() {
    if (fd_ >= 0) ::close(fd_);
}

}  // namespace ol::app
