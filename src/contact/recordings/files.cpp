#include "contact/recordings/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "platform/base/crypto.hpp"
#include "platform/base/crypto_aead.hpp"

namespace ol::recordings {
namespace {

constexpr std::size_t chunk_bytes = 65536, sealed_chunk_bytes = chunk_bytes + crypto::gcm_tag_bytes;
constexpr std::string_view mark = "OLSEAL1\n";
constexpr std::size_t header_bytes = 32;

class File {
public:
    File(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (fd_ >= 0) ::close(fd_);
    }
    explicit operator bool() const { return fd_ >= 0; }
    int fd() const { return fd_; }

private:
    int fd_;
};

Error disk_error() {
    if (errno == ENOSPC || errno == EDQUOT)
        return unavailable("recordings.disk_full", "no space is left for recordings");
    return unavailable("recordings.disk",
                       std::string("the disk of recordings: ") + std::strerror(errno));
}

Result<> put(int fd, std::string_view bytes, std::int64_t at) {
    while (!bytes.empty()) {
        const auto n = ::pwrite(fd, bytes.data(), bytes.size(), at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return disk_error();
        bytes.remove_prefix(static_cast<std::size_t>(n));
        at += n;
    }
    return {};
}

Result<std::string> get(int fd, std::int64_t at, std::size_t n) {
    std::string out(n, '\0');
    std::size_t got = 0;
    while (got < n) {
        const auto some =
            ::pread(fd, out.data() + got, n - got, at + static_cast<std::int64_t>(got));
        if (some < 0 && errno == EINTR) continue;
        if (some < 0) return unavailable("recordings.unreadable", std::strerror(errno));
        if (some == 0) break;
        got += static_cast<std::size_t>(some);
    }
    out.resize(got);
    return out;
}

std::string number(std::int64_t v) {
    std::string out(8, '\0');
    for (auto& c : out) {
        c = static_cast<char>(v & 0xFF);
        v >>= 8;
    }
    return out;
}
std::int64_t number(std::string_view s) {
    std::int64_t v = 0;
    for (std::size_t i = 8; i-- > 0;) v = v << 8 | static_cast<unsigned char>(s[i]);
    return v;
}
std::string nonce(std::int64_t chunk, bool last) {
    return number(chunk) + std::string(3, '\0') + (last ? '\1' : '\0');
}
std::int64_t chunk_at(std::int64_t which) {
    return static_cast<std::int64_t>(header_bytes) +
           which * static_cast<std::int64_t>(sealed_chunk_bytes);
}
std::string file_key(const std::string& key32, const std::string& header) {
    return crypto::hmac_sha256(key32, std::string_view(header).substr(16, 16));
}

Error damaged() {
    return unavailable("recordings.damaged",
                       "the file of this recording was cut or changed; look in the backup");
}

class PlainBytes final : public Bytes {
public:
    PlainBytes(std::unique_ptr<File> file, std::int64_t size)
        : file_(std::move(file)), size_(size) {}
    std::int64_t size() const override { return size_; }
    Result<std::string> read(std::int64_t offset, std::size_t n) const override {
        return get(file_->fd(), offset, n);
    }

private:
    std::unique_ptr<File> file_;
    std::int64_t size_;
};

class SealedBytes final : public Bytes {
public:
    SealedBytes(std::unique_ptr<File> file, std::int64_t file_bytes, std::string header,
                std::string key)
        : file_(std::move(file)), header_(std::move(header)), key_(std::move(key)) {
        const auto body = file_bytes - static_cast<std::int64_t>(header_bytes);
        const auto whole = static_cast<std::int64_t>(sealed_chunk_bytes);
        last_ = (body + whole - 1) / whole - 1;
        size_ = body - (last_ + 1) * static_cast<std::int64_t>(crypto::gcm_tag_bytes);
    }
    std::int64_t size() const override { return size_; }
    Result<std::string> read(std::int64_t offset, std::size_t n) const override {
        const auto end = std::min(size_, offset + static_cast<std::int64_t>(n));
        std::string out;
        while (offset < end) {
            auto content = chunk(offset / static_cast<std::int64_t>(chunk_bytes));
            if (!content) return content;
            const auto from = static_cast<std::size_t>(offset) % chunk_bytes;
            if (from >= content->size()) return damaged();
            const auto some =
                std::min(content->size() - from, static_cast<std::size_t>(end - offset));
            out.append(*content, from, some);
            offset += static_cast<std::int64_t>(some);
        }
        return out;
    }

private:
    Result<std::string> chunk(std::int64_t which) const {
        auto sealed = get(file_->fd(), chunk_at(which), sealed_chunk_bytes);
        if (!sealed) return sealed;
        auto content = crypto::gcm_open(key_, nonce(which, which == last_), header_, *sealed);
        if (!content) return damaged();
        return content;
    }
    std::unique_ptr<File> file_;
    std::string header_, key_;
    std::int64_t size_ = 0, last_ = 0;
};

class PlainSink final : public Sink {
public:
    explicit PlainSink(std::unique_ptr<File> file) : file_(std::move(file)) {}
    Result<> write(std::string_view bytes) override {
        auto done = put(file_->fd(), bytes, at_);
        at_ += static_cast<std::int64_t>(bytes.size());
        return done;
    }
    Result<> rewrite(std::size_t offset, std::string_view bytes) override {
        return put(file_->fd(), bytes, static_cast<std::int64_t>(offset));
    }
    Result<> finish() override {
        return ::fsync(file_->fd()) == 0 ? Result<>{} : Result<>{disk_error()};
    }

private:
    std::unique_ptr<File> file_;
    std::int64_t at_ = 0;
};

/// A chunk is written when the next one begins, since only then it is known not to be the last; the
/// first waits for the end, since its content may still change.
class SealedSink final : public Sink {
public:
    SealedSink(std::unique_ptr<File> file, const FileKey& key)
        : file_(std::move(file)),
          header_(std::string(mark) + number(key.id) + crypto::random_bytes(16)),
          key_(file_key(key.key32, header_)) {}
    Result<> write(std::string_view bytes) override {
        while (!bytes.empty()) {
            if (filling_.size() == chunk_bytes)
                if (auto done = next_chunk(); !done) return done;
            const auto n = std::min(chunk_bytes - filling_.size(), bytes.size());
            filling_ += bytes.substr(0, n);
            bytes.remove_prefix(n);
        }
        return {};
    }
    Result<> rewrite(std::size_t offset, std::string_view bytes) override {
        std::string& head = chunk_ == 0 ? filling_ : first_;
        if (offset + bytes.size() > head.size())
            return unavailable("recordings.sink", "only the first 64 KiB may be changed");
        head.replace(offset, bytes.size(), bytes);
        return {};
    }
    Result<> finish() override {
        if (auto done = seal(chunk_, filling_, true); !done) return done;
        if (chunk_ > 0)
            if (auto done = seal(0, first_, false); !done) return done;
        if (auto done = put(file_->fd(), header_, 0); !done) return done;
        return ::fsync(file_->fd()) == 0 ? Result<>{} : Result<>{disk_error()};
    }

private:
    Result<> next_chunk() {
        const auto which = chunk_++;
        if (which == 0) {
            first_ = std::exchange(filling_, {});
            return {};
        }
        auto done = seal(which, filling_, false);
        filling_.clear();
        return done;
    }
    Result<> seal(std::int64_t which, const std::string& content, bool last) {
        return put(file_->fd(), crypto::gcm_seal(key_, nonce(which, last), header_, content),
                   chunk_at(which));
    }
    std::unique_ptr<File> file_;
    std::string header_, key_, first_, filling_;
    std::int64_t chunk_ = 0;
};

}  // namespace

Result<std::unique_ptr<Bytes>> open_bytes(const std::string& path, const KeyOf& key_of) {
    auto file = std::make_unique<File>(path, O_RDONLY);
    struct stat facts{};
    if (!*file && errno == ENOENT)
        return not_found("recordings.file_missing",
                         "the sound file is not there; look in the backup");
    if (!*file || ::fstat(file->fd(), &facts) != 0 || !S_ISREG(facts.st_mode))
        return unavailable("recordings.unreadable", std::strerror(errno));
    auto header = get(file->fd(), 0, header_bytes);
    if (!header) return header.error();
    if (!header->starts_with(mark))
        return std::unique_ptr<Bytes>(std::make_unique<PlainBytes>(std::move(file), facts.st_size));
    if (header->size() < header_bytes || facts.st_size < chunk_at(0) + 16) return damaged();
    auto key = key_of(number(std::string_view(*header).substr(8, 8)));
    if (!key) return key.error();
    return std::unique_ptr<Bytes>(std::make_unique<SealedBytes>(std::move(file), facts.st_size,
                                                                *header, file_key(*key, *header)));
}

Result<std::int64_t> key_number(const std::string& path) {
    const File file(path, O_RDONLY);
    if (!file) return not_found("recordings.file_missing", "the sound file is not there");
    auto header = get(file.fd(), 0, header_bytes);
    if (!header) return header.error();
    const bool sealed = header->starts_with(mark) && header->size() == header_bytes;
    return sealed ? number(std::string_view(*header).substr(8, 8)) : 0;
}

Result<std::unique_ptr<Sink>> create_file(const std::string& path, const FileKey& key) {
    auto file = std::make_unique<File>(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (!*file) return disk_error();
    if (key.id == 0) return std::unique_ptr<Sink>(std::make_unique<PlainSink>(std::move(file)));
    return std::unique_ptr<Sink>(std::make_unique<SealedSink>(std::move(file), key));
}

Result<> rename_file(const std::string& from, const std::string& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) return disk_error();
    const File folder(to.substr(0, to.rfind('/')), O_RDONLY | O_DIRECTORY);
    if (!folder || ::fsync(folder.fd()) != 0) return disk_error();
    return {};
}

}  // namespace ol::recordings
