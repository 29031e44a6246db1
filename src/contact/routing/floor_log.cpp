// The floor log on disk: the floor hands over text and goes on; a thread writes what has gathered
// in one go.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <filesystem>
#include <thread>

#include "contact/routing/routing.hpp"
#include "platform/base/log.hpp"
#include "platform/base/time.hpp"

namespace ol::routing {

namespace {

constexpr std::size_t waiting_bytes_max =
    64u << 20;                 // a disk that stands still must not eat the memory
constexpr Ms batch_every{20};  // what a kill -9 may cost (DESIGN section 5)

/// The time a line begins with ("<ms> ..." or "# <ms> ..."); -1 when it has none.
std::int64_t line_ms(std::string_view line) {
    if (line.starts_with("# ")) line.remove_prefix(2);
    std::int64_t ms = 0;
    std::size_t digits = 0;
    for (; digits < line.size() && digits < 15 && line[digits] >= '0' && line[digits] <= '9';
         ++digits)
        ms = ms * 10 + (line[digits] - '0');
    return digits ? ms : -1;
}

class File {
public:
    ~File() { close_it(); }
    /// Empty on success, else what failed.
    std::string write(const std::string& path, std::string_view text) {
        if (path != path_) {
            close_it();
            path_ = path;
            fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
            if (fd_ >= 0 && torn() && ::write(fd_, "\n", 1) != 1) return failed("write");
        }
        if (fd_ < 0) return failed("open");
        while (!text.empty()) {
            const ssize_t n = ::write(fd_, text.data(), text.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return failed("write");
            text.remove_prefix(static_cast<std::size_t>(n));
        }
        return {};
    }

private:
    /// The last server was killed within a line: the next must not be glued to it.
    bool torn() const {
        char last = '\n';
        const off_t size = ::lseek(fd_, 0, SEEK_END);
        return size > 0 && ::pread(fd_, &last, 1, size - 1) == 1 && last != '\n';
    }
    std::string failed(const char* what) {
        const std::string text = std::string(what) + ": " + std::to_string(errno);
        close_it();  // the next batch opens it anew: room may have been made, or the folder be back
        return text;
    }
    void close_it() {
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
        path_.clear();
    }
    int fd_ = -1;
    std::string path_;
};

class FileLog final : public FloorLog {
public:
    explicit FileLog(std::string dir) : dir_(std::move(dir)), writer_([this] { run(); }) {}
    ~FileLog() override {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
        writer_.join();
    }
    void append(std::string line) override {
        const std::lock_guard lock(mutex_);
        if (bytes_ + line.size() > waiting_bytes_max) {
            ++lost_;
            return;
        }
        bytes_ += line.size();
        waiting_.push_back(std::move(line));
        if (waiting_.size() == 1) changed_.notify_one();
    }

private:
    void run() {
        std::unique_lock lock(mutex_);
        for (;;) {
            changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            changed_.wait_for(lock, batch_every, [this] { return stopping_; });
            if (waiting_.empty() && stopping_) return;
            const auto batch = std::exchange(waiting_, {});
            bytes_ = 0;
            const std::size_t lost = std::exchange(lost_, 0);
            lock.unlock();
            write(batch, lost);
            lock.lock();
        }
    }

    void write(const std::vector<std::string>& batch, std::size_t lost) {
        std::string text, path;
        std::size_t lines = 0;
        const auto flush = [&] {
            if (!text.empty()) put(path, text, lines);
            text.clear();
            lines = 0;
        };
        for (const std::string& line : batch) {
            if (const std::int64_t ms = line_ms(line); ms >= 0) last_ms_ = ms;
            const std::string day = dir_ + '/' + iso8601(from_ms(last_ms_)).substr(0, 10) + ".log";
            if (day != path) flush();
            path = day;
            ((text += line) += '\n');
            ++lines;
        }
        flush();
        missing_ += lost;
    }

    /// After a failure the file says how much is missing: replay trusts nothing from there to the
    /// next start.
    void put(const std::string& path, const std::string& text, std::size_t lines) {
        const std::string gap = missing_ ? "\n# " + std::to_string(last_ms_) + " lost " +
                                               std::to_string(missing_) + '\n'
                                         : "";
        const std::string fault = file_.write(path, gap + text);
        if (fault.empty()) {
            missing_ = 0;
        } else {
            if (missing_ == 0)
                log::error("routing", "floor_log_not_written", {{"path", path}, {"fault", fault}});
            missing_ += lines;
        }
    }

    const std::string dir_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> waiting_;
    std::size_t bytes_ = 0, lost_ = 0;
    bool stopping_ = false;
    // the writer's own
    File file_;
    std::int64_t last_ms_ = 0;
    std::size_t missing_ = 0;
    std::thread writer_;
};

class NoLog final : public FloorLog {
public:
    void append(std::string) override {}
};

}  // namespace

std::unique_ptr<FloorLog> FloorLog::open(const std::string& dir) {
    std::error_code fault;
    std::filesystem::create_directories(dir, fault);
    if (fault)
        log::error("routing", "floor_log_folder",
                   {{"path", dir}, {"fault", std::to_string(fault.value())}});
    return std::make_unique<FileLog>(dir);
}

std::unique_ptr<FloorLog> FloorLog::none() { return std::make_unique<NoLog>(); }

}  // namespace ol::routing
