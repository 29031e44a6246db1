#include "platform/media/fax/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

namespace ol::modem {
namespace {

void limit(int what, rlim_t most) {
    const rlimit both{most, most};
    (void)setrlimit(static_cast<__rlimit_resource>(what), &both);
}

/// After fork: only what is safe between fork and exec in a program of many threads.
[[noreturn]] void become(char* const* arguments, const char* folder, const ChildLimits& limits) {
    const int nothing = ::open("/dev/null", O_RDWR);
    for (const int fd : {0, 1, 2}) ::dup2(nothing, fd);
    (void)::syscall(SYS_close_range, 3U, ~0U, 0U);
    (void)::prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    (void)::setpriority(PRIO_PROCESS, 0, 10);
    limit(RLIMIT_CPU, static_cast<rlim_t>(limits.cpu_seconds));
    limit(RLIMIT_AS, limits.memory_bytes);
    limit(RLIMIT_FSIZE, limits.file_bytes);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 64);
    std::array<char, 32> path{"PATH=/usr/bin:/bin"};
    std::array<char*, 2> environment{path.data(), nullptr};
    if (::chdir(folder) == 0) ::execve(arguments[0], arguments, environment.data());
    ::_exit(127);
}

}  // namespace

ChildResult run_child(const std::vector<std::string>& arguments, const std::string& folder,
                      const ChildLimits& limits) {
    if (arguments.empty() || ::access(arguments[0].c_str(), X_OK) != 0)
        return {ChildEnd::not_there, 0};
    std::vector<char*> argv;
    for (const auto& one : arguments) argv.push_back(const_cast<char*>(one.c_str()));
    argv.push_back(nullptr);
    const pid_t child = ::fork();
    if (child < 0) return {ChildEnd::failed, 0};
    if (child == 0) become(argv.data(), folder.c_str(), limits);
    const int handle = static_cast<int>(::syscall(SYS_pidfd_open, child, 0U));
    pollfd fd{handle, POLLIN, 0};
    const bool ended = handle >= 0 && ::poll(&fd, 1, limits.clock_seconds * 1000) > 0;
    if (!ended) ::kill(child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (handle >= 0) ::close(handle);
    const bool killed =
        WIFSIGNALED(status) && (WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGXCPU);
    if (!ended || killed) return {ChildEnd::too_long, status};
    const bool done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return {done ? ChildEnd::done : ChildEnd::failed, status};
}

}  // namespace ol::modem
