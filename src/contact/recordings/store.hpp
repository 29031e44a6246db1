#pragma once
// What only the room asks of its rows: the search, the passes after the call, keys and duties.
#include "contact/recordings/rows.hpp"

namespace ol::recordings::store {

/// What is empty or absent does not narrow. Ids grow with time, so days are bounds of ids.
struct Search {
    std::int64_t before_id = 0, from_id = 0, to_id = 0;
    std::set<std::int64_t> shops;         // of the reader; empty = all
    std::vector<std::int64_t> customers;  // any of these, or the number
    std::string number;                   // its end, digits
    PersonId agent;  // had a part in the talk, first or later
    QueueId queue;
    std::string direction, disposition, state;
    std::int64_t least_ms = 0, most_ms = 0;
    int silence_from = 0, silence_to = 0;  // permille; to 0: no bound
    int limit = 50;
};
std::vector<Row> search(db::Conn& conn, const Search& s);

std::optional<Row> next_fresh(db::Conn& conn);  // closed, waits for the pass; oldest closed first
std::vector<Row> in_stage(db::Conn& conn, std::string_view stage, int limit);
/// The new file takes the place; false: it was erased meanwhile, the new file is nobody's.
bool swap(db::Tx& tx, const Row& row, const std::string& path, std::int64_t bytes);
void measured(db::Tx& tx, RecordingId id, int silence_permille, int left_db, int right_db);
void set_stage(db::Tx& tx, RecordingId id, std::string_view stage);
/// False: it is held or erased already.
bool delete_kept(db::Tx& tx, RecordingId id, std::string_view reason);
void hold(db::Tx& tx, RecordingId id, bool on);
/// Neither erased nor held, begun before `before_id`, from `after_id` on, ascending.
std::vector<Row> kept_before(db::Conn& conn, std::int64_t after_id, std::int64_t before_id,
                             int limit);
struct Waiting {
    std::int64_t fresh = 0, erase = 0;
};
Waiting waiting(db::Conn& conn);

struct KeyRow {
    std::int64_t id = 0;
    std::string sealed;  // base64 of crypto::seal by the installation's key
};
std::vector<KeyRow> keys(db::Conn& conn);
void save(db::Tx& tx, const KeyRow& key, Time at);

std::optional<Time> last_done(db::Conn& conn, std::string_view duty);
void done(db::Tx& tx, std::string_view duty, Time at);

}  // namespace ol::recordings::store
