#include "contact/files/store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include "platform/base/crypto.hpp"

namespace ol::files {
namespace {

namespace fs = std::filesystem;

Error no_room() {
    return unavailable("files.disk",
                       "The file cannot be written: the disk is full or refuses; make room.");
}

void sync_folder(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    ::fsync(fd);
    ::close(fd);
}

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

bool is_name(const std::string& name) {
    return name.size() == 64 && name.find_first_not_of("0123456789abcdef") == name.npos;
}

}  // namespace

std::string Store::path(const std::string& sha256) const {
    return dir_ + "/" + sha256.substr(0, 2) + "/" + sha256;
}

bool Store::whole(const std::string& sha256, std::int64_t length) const {
    std::error_code error;
    const auto size = fs::file_size(path(sha256), error);
    return !error && size == static_cast<std::uintmax_t>(length);
}

Result<Kept> Store::put(std::string_view bytes) {
    Kept out;
    out.sha256 = crypto::hex(crypto::sha256(bytes));
    out.bytes = static_cast<std::int64_t>(bytes.size());
    out.kind = kind_of(bytes);
    {
        const std::lock_guard lock(mutex_);
        ++holds_[out.sha256];
    }
    out.hold = std::shared_ptr<void>(nullptr, [this, sha = out.sha256](void*) {
        const std::lock_guard lock(mutex_);
        if (--holds_[sha] == 0) holds_.erase(sha);
    });
    if (whole(out.sha256, out.bytes)) return out;
    if (auto done = write(bytes, out.sha256); !done) return done.error();
    return out;
}

/// Under a name of its own first: what stands under its SHA-256 is whole.
Result<> Store::write(std::string_view bytes, const std::string& sha256) {
    const std::string folder = dir_ + "/" + sha256.substr(0, 2), begun = dir_ + "/new";
    const std::string name = sha256 + "." + crypto::random_token(9);
    const std::string fresh = begun + "/" + name;
    std::error_code error;
    fs::create_directories(folder, error);
    fs::create_directories(begun, error);
    if (error) return no_room();
    {
        const std::lock_guard lock(mutex_);
        writing_[name] = 1;
    }
    const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool done = fd >= 0 && write_all(fd, bytes) && ::fsync(fd) == 0;
    if (fd >= 0) done = ::close(fd) == 0 && done;
    if (done) done = ::rename(fresh.c_str(), path(sha256).c_str()) == 0;
    if (!done) ::unlink(fresh.c_str());
    {
        const std::lock_guard lock(mutex_);
        writing_.erase(name);
    }
    if (!done) return no_room();
    sync_folder(folder);
    sync_folder(dir_);
    return {};
}

Result<std::string> Store::bytes(const std::string& sha256, std::int64_t length) const {
    std::ifstream file(path(sha256), std::ios::binary);
    const Error gone = not_found("files.missing", "The file's bytes are not there any more.");
    if (!is_name(sha256) || !file) return gone;
    std::string out((std::istreambuf_iterator<char>(file)), {});
    if (static_cast<std::int64_t>(out.size()) != length) return gone;
    return out;
}

std::vector<std::string> Store::names() const {
    std::vector<std::string> out;
    std::error_code error;
    for (const auto& folder : fs::directory_iterator(dir_, error)) {
        std::error_code inner;
        for (const auto& file : fs::directory_iterator(folder.path(), inner))
            if (const auto name = file.path().filename().string(); is_name(name))
                out.push_back(name);
    }
    return out;
}

int Store::remove(const std::vector<std::string>& names,
                  const std::function<bool(const std::string&)>& used) {
    const std::lock_guard lock(mutex_);
    int gone = 0;
    std::error_code error;
    for (const auto& name : names)
        if (!holds_.contains(name) && !used(name) && fs::remove(path(name), error)) ++gone;
    return gone;
}

int Store::clear_begun() {
    const std::lock_guard lock(mutex_);
    int gone = 0;
    std::error_code error, ignored;
    for (const auto& file : fs::directory_iterator(dir_ + "/new", error))
        if (!writing_.contains(file.path().filename().string()) && fs::remove(file.path(), ignored))
            ++gone;
    return gone;
}

}  // namespace ol::files
