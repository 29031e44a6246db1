#pragma once
// Shapes of recordings, as the desk sees them.
#include "contact/recordings/policy.hpp"
#include "platform/base/time.hpp"

namespace ol::recordings {

/// What the centre does with recordings. Rules are read from the top; the first that fits decides.
struct RecordingSettings {
    std::vector<RecordRule> rules;  // none fits: every call is recorded, without an announcement
    std::vector<KeepRule> keep;     // none fits: kept for ever
    bool compress = true;           // to FLAC, after the call
    bool encrypt = false;           // after the call, with a key sealed by the installation's
};
BOOST_DESCRIBE_STRUCT(RecordingSettings, (), (rules, keep, compress, encrypt))

struct RecordingSettingsView {
    RecordingSettings settings;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(RecordingSettingsView, (), (settings, version))

/// What rules of keeping would delete now; nothing is deleted by asking.
struct KeepPreviewRule {
    int days = 0;
    std::int64_t recordings = 0, bytes = 0;
};
BOOST_DESCRIBE_STRUCT(KeepPreviewRule, (), (days, recordings, bytes))
struct KeepPreview {
    std::int64_t recordings = 0, bytes = 0;
    std::optional<Time> oldest;
    std::vector<KeepPreviewRule> rules;  // in their order
};
BOOST_DESCRIBE_STRUCT(KeepPreview, (), (recordings, bytes, oldest, rules))

/// How the work after the calls goes. problem: "", "recordings.disk_full", "recordings.disk",
/// "recordings.key_wrong"; key: "none", "ok", "wrong".
struct RecordingState {
    std::int64_t waiting = 0;  // files not made small yet
    std::string problem;
    std::optional<Time> problem_since;
    std::string key;
    std::int64_t files = 0, wav_bytes = 0, kept_bytes = 0, cpu_ms = 0,
                 sound_ms = 0;  // since the start
};
BOOST_DESCRIBE_STRUCT(RecordingState, (),
                      (waiting, problem, problem_since, key, files, wav_bytes, kept_bytes, cpu_ms,
                       sound_ms))

struct Recording {
    RecordingId id;
    ContactId contact_id;
    Time at{};
    std::int64_t duration_ms = 0;
    std::string operator_name, caller_name, caller_masked, state;
    std::int64_t bytes = 0;
    std::vector<std::string> order_numbers;
    std::string direction, disposition;
    QueueId queue_id;
    std::optional<int> silence_percent;        // of the time nobody spoke; absent: not measured yet
    std::optional<int> buyer_db, operator_db;  // loudness of speech, dB full scale; -96: none
    std::string format;                        // wav | flac
    bool encrypted = false;
    bool hold = false;  // no rule deletes it
    std::vector<std::string> other_names;  // who else of ours speaks in it, but operator_name
};
BOOST_DESCRIBE_STRUCT(Recording, (),
                      (id, contact_id, at, duration_ms, operator_name, caller_name, caller_masked,
                       state, bytes, order_numbers, direction, disposition, queue_id,
                       silence_percent, buyer_db, operator_db, format, encrypted, hold,
                       other_names))
struct RecordingPage {
    std::vector<Recording> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(RecordingPage, (), (items, next))

/// what: hold | pause | waiting | consult | transfer | whisper | join | listen | take_over
struct RecordingMark {
    std::int64_t at_ms = 0;  // from the beginning of the sound
    std::optional<std::int64_t> to_ms;
    std::string what, person_name;
};
BOOST_DESCRIBE_STRUCT(RecordingMark, (), (at_ms, to_ms, what, person_name))
struct RecordingMarks {
    std::vector<RecordingMark> items;
};
BOOST_DESCRIBE_STRUCT(RecordingMarks, (), (items))

struct PeaksView {
    std::int64_t duration_ms = 0;
    std::vector<int> left, right;
};
BOOST_DESCRIBE_STRUCT(PeaksView, (), (duration_ms, left, right))

struct HoldIn {
    bool on = true;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(HoldIn, (), (on, reason))
struct EraseIn {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(EraseIn, (), (reason))
struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

}  // namespace ol::recordings
