#pragma once
// Rows of recordings: functions over one transaction or one read snapshot. Part of the public
// header.
//
//   stage: fresh -> swapped -> kept            after the call: made small, the old file goes
//          any -> erase -> gone                erased: the files go
#include <map>
#include <set>
#include <span>

#include "contact/recordings/types.hpp"
#include "platform/db/db.hpp"

namespace ol::recordings {

/// What a recording is found by: of its call, as known now.
struct CallOf {
    ContactId contact;
    ShopId shop;
    QueueId queue;
    CustomerId customer;
    std::string number, direction = "in", disposition;
};

struct Row {
    RecordingId id;
    CallOf call;
    std::string path, state = "open";  // open closed repaired failed missing erased
    Time started_at{}, closed_at{};
    std::int64_t duration_ms = 0, bytes = 0;
    std::string sha256;  // of the WAV as it was written; FLAC gives every sample of it back
    PersonId operator_id;
    std::string stage = "fresh", old_path;
    bool hold = false;
    int silence_permille = -1;  // -1: not measured yet
    int level_left_db = 0, level_right_db = 0;
};

void open(db::Tx& tx, const Row& row);
/// Her voice is in it from some moment on: a search by her name finds it. Told twice is once.
void spoke(db::Tx& tx, RecordingId id, PersonId person);
/// Of each of these: everybody whose voice it has but the operator it began with.
std::map<RecordingId, std::vector<PersonId>> other_voices(db::Conn& conn,
                                                          std::span<const Row> rows);
/// What has become known of its call since; nothing when the call has no such recording.
void tell(db::Tx& tx, RecordingId id, const CallOf& call);
void close(db::Tx& tx, RecordingId id, std::string_view state, std::int64_t duration_ms,
           std::int64_t bytes, std::string_view sha256);
/// Erased for good: no later close() or pass brings it back. The files go after the commit.
void erase(db::Tx& tx, RecordingId id, PersonId by, std::string_view reason);
std::optional<Row> find(db::Conn& conn, RecordingId id);
std::vector<Row> still_open(db::Conn& conn);

/// A moment of a recording that its player shows.
struct MarkRow {
    std::int64_t id = 0;
    RecordingId recording;
    std::int64_t at_ms = 0, to_ms = -1;  // -1: a moment, or it lasts to the end
    std::string what;                    // hold | pause | ...: docs/guide/recordings.md
    PersonId person;
};
void save(db::Tx& tx, const MarkRow& mark);
std::vector<MarkRow> marks(db::Conn& conn, RecordingId id);

/// The disk kept part of its sound out: a mark "lost" at that time and `recording.lost` in the
/// journal, once for each recording; close() then says "failed". code: as media tells it.
void lost(db::Tx& tx, std::int64_t mark_id, RecordingId id, std::int64_t at_ms,
          std::string_view code);
bool has_lost(db::Conn& conn, RecordingId id);

}  // namespace ol::recordings
