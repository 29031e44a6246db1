#pragma once
// What becomes of recordings after the call, one file at a time on a thread of low priority: made
// small and sealed, deleted when their time is over. Private to the room. Every step may be cut by
// a kill: the row names a whole file before and after, and the next start goes on.
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

#include "contact/recordings/flac.hpp"
#include "contact/recordings/keys.hpp"
#include "contact/recordings/store.hpp"
#include "platform/base/loop.hpp"

namespace ol::recordings {

struct KeeperDeps {
    db::Database& db;
    const Clock& clock;
    Keys& keys;
    std::function<RecordingSettings()> settings;
    std::function<DepartmentId(PersonId)> department_of;
    std::function<void(db::Tx&, RecordingId, const std::string& detail)> deleted;  // for the audit
    Ms settle{120000};  // after its end: who has just called is often heard again
    std::int64_t spare_bytes = 256 << 20;  // of the disk that are left for calls
    int share_percent = 25;                // of one core, at most
};

struct KeeperState {
    std::string problem;  // code; empty: all is well
    Time problem_since{};
    std::int64_t files = 0, wav_bytes = 0, kept_bytes = 0, cpu_ms = 0, sound_ms = 0;  // of this run
};

class Keeper {
public:
    explicit Keeper(KeeperDeps deps);
    ~Keeper() { stop(); }
    void start();
    void stop();
    void wake();  // any thread: a recording was closed, erased, or the rules are others
    KeeperState state() const;

    /// The next thing that is due, done; false: nothing is. For the loop, and for tests.
    bool step();
    /// What the rules would delete now.
    Result<KeepPreview> preview(const RecordingSettings& settings) const;

private:
    void turn();
    bool remove_erased();
    bool remove_old();
    bool after_call();
    bool keep_days();
    Result<> make_small(const Row& row, const RecordingSettings& settings);
    Result<Heard> write_part(const Row& row, const std::string& part, const FileKey& key,
                             bool compress);
    Result<> put_in_place(const Row& row, const Heard& heard, const std::string& path);
    void leave_as_it_is(const Row& row);
    Result<> room_for(const Row& row) const;
    void problem(const Error* error);
    KeepFor rule_for(const RecordingSettings& settings, const Row& row) const;

    KeeperDeps d_;
    std::atomic<bool> stopping_{false}, woken_{false};
    Time not_before_{};             // after a problem
    std::int64_t keep_cursor_ = 0;  // of the daily walk
    std::string keep_duty_;         // by which rules it goes
    mutable std::mutex mutex_;
    KeeperState state_;  // under the mutex
    Time rest_until_{};
    std::uint64_t timer_ = 0;  // the next turn; one at a time
    std::unique_ptr<Loop> loop_;
    std::atomic<Loop*> live_{nullptr};  // for wake(), from any thread
};

/// Removes every file that a recording may have left: of any kind, whole or begun.
void remove_files(const std::string& path, const std::string& except = "");

}  // namespace ol::recordings
