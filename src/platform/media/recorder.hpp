#pragma once
// Recordings: the media thread fills chunks of 240 ms, one disk thread writes them. Nothing here
// makes the media thread wait: when the disk is more than four seconds behind, or full, the lost
// time becomes silence and is reported once; as soon as there is room, it goes on.
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
    std::atomic<bool> busy{false};    // between push and written
    std::size_t frames = 0;           // stereo frames of this chunk
    std::int64_t silence_before = 0;  // frames lost before it
    std::uint8_t* bytes = nullptr;    // 0.5 s, two channels
};

/// The chunks' memory, in pages of its own: only those that were used once cost anything, and that
/// is one or two as long as the disk keeps up.
class ChunkMemory {
public:
    static constexpr std::size_t chunks = 16, chunk_bytes = 3840, stride = 4096;
    ChunkMemory();
    ~ChunkMemory();
    ChunkMemory(const ChunkMemory&) = delete;
    ChunkMemory& operator=(const ChunkMemory&) = delete;
    std::uint8_t* chunk(std::size_t i) const { return pages_ ? pages_ + i * stride : nullptr; }

private:
    std::uint8_t* pages_ = nullptr;
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
    /// 20 ms of mu-law each. False once: the disk is too far behind, this is lost.
    bool frame(const std::uint8_t* left, const std::uint8_t* right);
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
    bool write_silence();  // up to what is due
    bool room() const;
    void close_file(bool erase, Events& events);
    bool append(const std::uint8_t* bytes, std::size_t n);
    bool write_header();
    void fail(const char* code, Events& events);

    RecordingId id_;
    std::string path_;
    DiskThread& disk_;
    ChunkMemory memory_;
    std::array<DiskJob, ChunkMemory::chunks> chunks_;
    DiskJob open_job_, last_job_;
    DiskJob* filling_ = nullptr;
    bool behind_ = false;
    std::int64_t lost_frames_ = 0;
    Socket file_;
    std::int64_t data_bytes_ = 0, due_bytes_ = 0;  // written; what the talk's length asks for
    bool failing_ = false, told_ = false;
};

}  // namespace ol::media
