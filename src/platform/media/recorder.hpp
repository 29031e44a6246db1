#pragma once
// Recordings: the media thread fills half-second chunks, one disk thread writes them. Nothing here
// makes the media thread wait: when the disk is more than four seconds behind, the lost time
// becomes silence and is reported once.
#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "platform/media/mailbox.hpp"
#include "platform/media/media.hpp"
#include "platform/media/net.hpp"
#include "platform/media/pcm.hpp"

namespace ol::media {

struct Leg;
class Recording;

/// What the disk thread is asked to do. Embedded in its recording: pushing it allocates nothing.
struct DiskJob : Node {
    enum class Kind { open, chunk, finish, erase } kind = Kind::chunk;
    Recording* recording = nullptr;
    std::atomic<bool> busy{false};         // between push and written
    std::size_t frames = 0;                // stereo frames of this chunk
    std::int64_t silence_before = 0;       // frames lost before it
    std::array<std::uint8_t, 8000> bytes;  // 0.5 s, two channels
};

class DiskThread {
public:
    DiskThread(Events& events, Mailbox& trash);
    ~DiskThread();  // writes what was pushed, then ends
    void push(DiskJob& job);

private:
    void run();
    void perform(DiskJob& job);
    Events& events_;
    Mailbox& trash_;
    Mailbox jobs_;
    Socket wake_;  // eventfd
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

class Recording {
public:
    Recording(RecordingId id, std::string path, DiskThread& disk);
    void open();  // starts the file; from then on the disk thread keeps the object alive until
                  // finish or erase

    // Media thread only:
    void frame(const std::uint8_t* left, const std::uint8_t* right);  // 20 ms of mu-law each
    void skip(std::int64_t frames);  // time that the machine slept through: silence
    void finish(bool erase);         // nothing may follow

    RecordingId id() const { return id_; }
    Leg* left = nullptr;  // media thread only
    std::array<Leg*, hears_max> right{};
    int right_count = 0;
    bool paused = false;
    int phase = 0;
    Recording *previous = nullptr, *following = nullptr;  // the worker's list of its phase
    std::shared_ptr<Recording> self;  // set by open(), dropped by the disk thread

private:
    friend class DiskThread;
    DiskJob* free_chunk();
    void push_chunk();

    // Disk thread only:
    void open_file(Events& events);
    void write_chunk(const DiskJob& job, Events& events);
    void write_silence(std::int64_t frames);
    void close_file(bool erase, Events& events);
    bool append(const std::uint8_t* bytes, std::size_t n);
    void fail(const char* code, Events& events);

    RecordingId id_;
    std::string path_;
    DiskThread& disk_;
    std::array<DiskJob, 8> chunks_;
    DiskJob open_job_, last_job_;
    DiskJob* filling_ = nullptr;
    std::int64_t lost_frames_ = 0;
    Socket file_;
    std::int64_t data_bytes_ = 0;
    bool failed_ = false;
};

}  // namespace ol::media
