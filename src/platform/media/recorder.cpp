// The disk side of recordings.
#include "platform/media/recorder.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/media/wav.hpp"

namespace ol::media {
namespace {

constexpr std::size_t frame_bytes = 2, chunk_frames = ChunkMemory::chunk_bytes / frame_bytes;
static_assert(chunk_frames % frame_samples == 0, "a chunk is full at the end of a packet");
constexpr std::int64_t ms_bytes = 16;  // of a millisecond, both channels
/// After a full disk it goes on only with so much room: the database needs the first of it.
constexpr std::int64_t room_bytes = 8 << 20;
constexpr int collect_interval_ms = 250;  // how often the trash of the media threads is emptied

const char* code_of(int error) {
    return error == ENOSPC || error == EDQUOT ? "media.disk_full" : "media.disk_error";
}

std::string sha256_of(int fd, std::int64_t size) {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestInit_ex(context, EVP_sha256(), nullptr);
    std::array<char, 65536> buffer;
    for (std::int64_t at = 0; at < size;) {
        const auto n =
            pread(fd, buffer.data(),
                  static_cast<std::size_t>(std::min<std::int64_t>(size - at, 65536)), at);
        if (n <= 0) break;
        EVP_DigestUpdate(context, buffer.data(), static_cast<std::size_t>(n));
        at += n;
    }
    std::array<unsigned char, 32> digest{};
    EVP_DigestFinal_ex(context, digest.data(), nullptr);
    EVP_MD_CTX_free(context);
    return crypto::hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace

ChunkMemory::ChunkMemory() {
    void* got = ::mmap(nullptr, chunks * stride, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (got != MAP_FAILED) pages_ = static_cast<std::uint8_t*>(got);
}

ChunkMemory::~ChunkMemory() {
    if (pages_ != nullptr) ::munmap(pages_, chunks * stride);
}

Recording::Recording(RecordingId id, std::string path, DiskThread& disk)
    : id_(id), path_(std::move(path)), disk_(disk) {
    for (std::size_t i = 0; i < chunks_.size(); ++i) {
        chunks_[i].recording = this;
        chunks_[i].bytes = memory_.chunk(i);
    }
    open_job_.recording = last_job_.recording = this;
    open_job_.kind = DiskJob::Kind::open;
}

void Recording::open() { disk_.push(open_job_); }

DiskJob* Recording::free_chunk() {
    for (DiskJob& chunk :
         chunks_) {  // the first free one, so that only as much memory is touched as the disk needs
        if (chunk.bytes == nullptr || chunk.busy.load(std::memory_order_acquire)) continue;
        chunk.frames = 0;
        chunk.silence_before = std::exchange(lost_frames_, 0);
        return &chunk;
    }
    return nullptr;
}

bool Recording::frame(const std::uint8_t* left_bytes, const std::uint8_t* right_bytes) {
    if (filling_ == nullptr) filling_ = free_chunk();
    if (filling_ == nullptr) {
        lost_frames_ += frame_samples;
        return std::exchange(behind_, true);
    }
    std::uint8_t* out = filling_->bytes + filling_->frames * frame_bytes;
    for (std::size_t i = 0; i < frame_samples; ++i) {
        *out++ = left_bytes[i];
        *out++ = right_bytes[i];
    }
    filling_->frames += frame_samples;
    if (filling_->frames == chunk_frames) push_chunk();
    return true;
}

void Recording::skip(std::int64_t frames) {
    if (filling_ != nullptr) push_chunk();
    lost_frames_ += frames;
}

void Recording::push_chunk() {
    filling_->busy.store(true, std::memory_order_release);
    disk_.push(*std::exchange(filling_, nullptr));
}

void Recording::finish(bool erase) {
    if (filling_ != nullptr && !erase) push_chunk();
    last_job_.kind = erase ? DiskJob::Kind::erase : DiskJob::Kind::finish;
    disk_.push(last_job_);
}

void Recording::fail(const char* code, Events& events) {
    if (std::exchange(told_, true)) return;
    log::error("media", "record_failed",
               {{"recording", std::to_string(id_.value)}, {"code", code}});
    if (events.record_failed) events.record_failed(id_, code);
}

void Recording::open_file(Events& events) {
    // The day's folder is made here, on the disk thread: nothing else may wait for a slow disk.
    std::error_code made;
    std::filesystem::create_directories(std::filesystem::path(path_).parent_path(), made);
    file_ = Socket(::open(path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0640));
    if (file_ && write_header()) return;
    failing_ = true;
    fail(code_of(errno), events);
}

bool Recording::write_header() {
    const auto header =
        wav_header(data_bytes_ - data_bytes_ % static_cast<std::int64_t>(frame_bytes));
    return pwrite(file_.fd(), header.data(), header.size(), 0) ==
           static_cast<ssize_t>(header.size());
}

bool Recording::append(const std::uint8_t* bytes, std::size_t n) {
    while (n > 0) {
        const auto at = static_cast<off_t>(wav_header_bytes) + data_bytes_;
        const auto written = pwrite(file_.fd(), bytes, n, at);
        if (written <= 0) return false;
        bytes += written, n -= static_cast<std::size_t>(written), data_bytes_ += written;
    }
    return true;
}

bool Recording::write_silence() {
    std::array<std::uint8_t, 8000> silence;
    silence.fill(ulaw_silence);
    while (data_bytes_ < due_bytes_) {
        const auto n = std::min<std::int64_t>(due_bytes_ - data_bytes_,
                                              static_cast<std::int64_t>(silence.size()));
        if (!append(silence.data(), static_cast<std::size_t>(n))) return false;
    }
    return true;
}

bool Recording::room() const {
    struct statvfs disk{};
    if (::fstatvfs(file_.fd(), &disk) != 0) return false;
    return static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize) >=
           room_bytes;
}

void Recording::write_chunk(const DiskJob& job, Events& events) {
    if (job.silence_before > 0) {
        log::warn("media", "recording_gap",
                  {{"recording", std::to_string(id_.value)},
                   {"ms", std::to_string(job.silence_before / 8)}});
        due_bytes_ += job.silence_before * static_cast<std::int64_t>(frame_bytes);
    }
    const std::size_t n = job.frames * frame_bytes;
    if (failing_ && !file_) open_file(events);  // there was no room for as much as its name
    const bool try_it = file_ && (!failing_ || room());
    const bool written = try_it && write_silence() && append(job.bytes, n) && write_header();
    if (try_it && !written) fail(code_of(errno), events);
    if (written && failing_)
        log::info("media", "record_goes_on",
                  {{"recording", std::to_string(id_.value)},
                   {"at_ms", std::to_string(due_bytes_ / ms_bytes)}});
    failing_ = !written;
    due_bytes_ += static_cast<std::int64_t>(n);
}

// Without fdatasync: the page cache outlives kill -9, and fifty calls a second must not wait for a
// disk's head.
void Recording::close_file(bool erase, Events& events) {
    if (erase) {
        file_ = Socket();
        if (::unlink(path_.c_str()) != 0 && errno != ENOENT) {
            told_ = false;  // another matter than what was lost before
            fail("media.erase_failed", events);
        }
        return;
    }
    if (failing_ && file_) (void)write_header();
    const std::int64_t duration_ms = data_bytes_ / ms_bytes;
    const std::string sum =
        file_ ? sha256_of(file_.fd(), data_bytes_ + static_cast<std::int64_t>(wav_header_bytes))
              : "";
    file_ = Socket();
    if (events.recorded) events.recorded(id_, duration_ms, sum);
}

DiskThread::DiskThread(Events& events, Mailbox& trash)
    : events_(events),
      trash_(trash),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      thread_([this] { run(); }) {}

DiskThread::~DiskThread() {
    stopping_ = true;
    const std::uint64_t one = 1;
    (void)!::write(wake_.fd(), &one, sizeof one);
    thread_.join();
}

void DiskThread::push(DiskJob& job) {
    jobs_.push(&job);
    const std::uint64_t one = 1;
    (void)!::write(wake_.fd(), &one, sizeof one);
}

void DiskThread::run() {
    for (bool last = false; !last;) {
        last = stopping_;
        pollfd waiting{wake_.fd(), POLLIN, 0};
        if (!last) ::poll(&waiting, 1, collect_interval_ms);
        std::uint64_t count = 0;
        (void)!::read(wake_.fd(), &count, sizeof count);
        for (Node* node = jobs_.take(); node != nullptr;) {
            auto& job = static_cast<DiskJob&>(*node);
            node = node->next;  // perform() may end the life of the job
            perform(job);
        }
        trash_.discard();
    }
}

void DiskThread::perform(DiskJob& job) {
    Recording& recording = *job.recording;
    switch (job.kind) {
        case DiskJob::Kind::open: return recording.open_file(events_);
        case DiskJob::Kind::chunk:
            recording.write_chunk(job, events_);
            return job.busy.store(false, std::memory_order_release);
        case DiskJob::Kind::finish:
        case DiskJob::Kind::erase: {
            const auto alive = std::move(recording.self);
            return recording.close_file(job.kind == DiskJob::Kind::erase, events_);
        }
    }
}

}  // namespace ol::media
